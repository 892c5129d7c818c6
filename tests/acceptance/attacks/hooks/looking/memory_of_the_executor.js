// Tries: to read the executor's memory, which has every tenant's secrets
// Success: a byte of it is read
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const { target } = context.body;
  const read = [];
  for (const pid of [target.executor_pid, target.harness_pid, target.bystander_pid]) {
    for (const file of ['mem', 'maps', 'auxv', 'stack', 'syscall']) {
      try {
        fs.openSync(`/proc/${pid}/${file}`, 'r');
        read.push(`${pid}/${file}`);
      } catch {
        // Not this one.
      }
    }
  }
  cb(null, { held: read.length === 0, read });
};
