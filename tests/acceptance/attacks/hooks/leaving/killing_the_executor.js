// Tries: to end the executor by its number
// Success: the executor is gone
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const { target } = context.body;
  const killed = [];
  for (const pid of [target.executor_pid, target.bystander_pid]) {
    for (const signal of ['SIGSTOP', 'SIGTERM', 'SIGKILL']) {
      try {
        process.kill(pid, signal);
        killed.push(`${pid} ${signal}`);
      } catch {
        // There is no such process for us.
      }
    }
  }
  cb(null, { held: killed.length === 0, killed });
};
