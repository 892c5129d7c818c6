// Tries: to read the kernel's memory, its log, its symbols and its keys, and the hardware under /sys
// Success: one of the files gives anything
// Expect: accepted {"held": true}
const fs = require('fs');

const FILES = ['/dev/mem', '/dev/kmem', '/dev/port', '/dev/kmsg', '/proc/kmsg', '/proc/kcore', '/proc/sysrq-trigger',
  '/sys/class/net', '/sys/kernel/notes', '/sys/firmware', '/sys/fs/cgroup', '/proc/timer_list', '/proc/sched_debug'];

module.exports = function (client, scope, audience, context, cb) {
  const found = [];
  for (const file of FILES) {
    try {
      const descriptor = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
      if (fs.fstatSync(descriptor).isDirectory() || fs.readSync(descriptor, Buffer.alloc(64)) > 0) found.push(file);
    } catch {
      // Not this one.
    }
  }
  try {
    const symbols = fs.readFileSync('/proc/kallsyms', 'latin1').split('\n', 1000);
    if (symbols.some((line) => !/^0*( |$)/.test(line))) found.push('/proc/kallsyms');
  } catch {
    // Nor this one.
  }
  cb(null, { held: found.length === 0, found });
};
