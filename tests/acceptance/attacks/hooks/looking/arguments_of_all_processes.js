// Tries: to read secrets out of the command lines of the machine's processes
// Success: a command line has a canary, or is the executor's
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const mark = ['canary', ''].join('-');
  const found = [];
  const { target } = context.body;
  const likely = [target.executor_pid, target.bystander_pid, target.harness_pid, ...Array(2000).keys()];
  for (const pid of likely) {
    try {
      const text = fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      if (text.includes(mark) || text.includes('-m\0executor')) found.push(text.slice(0, 100));
    } catch {
      // There is none.
    }
  }
  cb(null, { held: found.length === 0, found });
};
