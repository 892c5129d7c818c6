// Tries: to read the secrets that the executor and others keep in their environments, out of /proc/*/environ
// Success: an environment has a canary, or there is one of a process that is not of this cage
// Expect: accepted {"held": true}
// Expect at landlock: threw
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const { target } = context.body;
  const mark = ['canary', ''].join('-');
  const found = [];
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  for (const pid of [...pids, target.executor_pid, target.bystander_pid, target.harness_pid]) {
    try {
      const text = fs.readFileSync(`/proc/${pid}/environ`, 'latin1');
      if (text.includes(mark) || text.includes('PATH=')) found.push(pid);
    } catch {
      // Not this one.
    }
  }
  cb(null, { held: found.length === 0, found });
};
