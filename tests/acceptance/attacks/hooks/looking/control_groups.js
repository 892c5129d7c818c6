// Tries: to see the groups of other workers, and to move itself out of its own or lift its limits
// Success: a group's file can be opened for writing, or there is a list of groups
// Expect: accepted {"held": true}
// Expect at landlock: threw
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const found = [];
  const own = fs.readFileSync('/proc/self/cgroup', 'latin1').trim().split('\n');
  for (const line of own) {
    const [, controllers, path] = line.split(':');
    for (const place of [`/sys/fs/cgroup/${controllers}${path}`, `/sys/fs/cgroup${path}`, `/sys/fs/cgroup/unified${path}`]) {
      for (const file of ['cgroup.procs', 'memory.max', 'pids.max', 'cgroup.subtree_control', 'memory.limit_in_bytes']) {
        try {
          fs.closeSync(fs.openSync(`${place}/${file}`, 'r+'));
          found.push(`${place}/${file}`);
        } catch {
          // Not this one.
        }
      }
    }
  }
  cb(null, { held: found.length === 0, found, own });
};
