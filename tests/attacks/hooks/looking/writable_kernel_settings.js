// Tries: to have the kernel run a program of ours outside, by writing core_pattern, modprobe, uevent_helper or release_agent
// Success: one of them can be opened for writing
// Expect: accepted {"held": true}
const fs = require('fs');

const FILES = ['/proc/sys/kernel/core_pattern', '/proc/sys/kernel/modprobe', '/proc/sys/kernel/hotplug', '/sys/kernel/uevent_helper',
  '/sys/fs/cgroup/release_agent', '/sys/fs/cgroup/memory/release_agent', '/proc/sys/vm/overcommit_memory',
  '/proc/sys/kernel/hostname', '/proc/sysrq-trigger', '/proc/sys/fs/binfmt_misc/register', '/proc/sys/user/max_user_namespaces',
  '/proc/sys/net/ipv4/ip_forward', '/sys/kernel/core_pattern', '/proc/sys/kernel/modules_disabled', '/proc/sys/kernel/ns_last_pid'];

module.exports = function (client, scope, audience, context, cb) {
  const found = FILES.filter((file) => {
    try {
      fs.closeSync(fs.openSync(file, 'r+'));
      return true;
    } catch {
      return false;
    }
  });
  cb(null, { held: found.length === 0, found });
};
