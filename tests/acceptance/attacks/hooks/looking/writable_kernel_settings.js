// Tries: to have the kernel run a program of ours outside, by writing core_pattern, modprobe, uevent_helper
//   or release_agent
// Success: one of them can be written
// Expect: accepted {"held": true}
const fs = require('fs');

const FILES = ['/proc/sys/kernel/core_pattern', '/proc/sys/kernel/modprobe', '/proc/sys/kernel/hotplug', '/sys/kernel/uevent_helper',
  '/sys/fs/cgroup/release_agent', '/sys/fs/cgroup/memory/release_agent', '/proc/sys/vm/overcommit_memory',
  '/proc/sys/kernel/hostname', '/proc/sysrq-trigger', '/proc/sys/fs/binfmt_misc/register', '/proc/sys/user/max_user_namespaces',
  '/proc/sys/net/ipv4/ip_forward', '/sys/kernel/core_pattern', '/proc/sys/kernel/modules_disabled', '/proc/sys/kernel/ns_last_pid'];

module.exports = function (client, scope, audience, context, cb) {
  const found = FILES.filter((file) => {
    try {
      // The same again: it is the permission that counts.
      fs.writeFileSync(file, fs.readFileSync(file), { flag: 'r+' });
      return true;
    } catch (error) {
      // What cannot be read is written nothing.
      return error.syscall === 'read' && writesNothing(file);
    }
  });
  cb(null, { held: found.length === 0, found });
};

function writesNothing(file) {
  try {
    fs.closeSync(fs.openSync(file, fs.constants.O_WRONLY));
    return true;
  } catch {
    return false;
  }
}
