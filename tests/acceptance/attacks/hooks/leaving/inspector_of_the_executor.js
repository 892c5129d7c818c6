// Tries: to open the debugger of another Node process, by the signal or the file that Node has for it
// Success: a process outside of the cage is signalled
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const { target } = context.body;
  const reached = [];
  for (const pid of [target.executor_pid, target.bystander_pid, target.harness_pid]) {
    try {
      process._debugProcess(pid);
      reached.push(pid);
    } catch {
      // There is no such process for us.
    }
    try {
      process.kill(pid, 'SIGUSR1');
      reached.push(pid);
    } catch {
      // As above.
    }
  }
  cb(null, { held: reached.length === 0, reached });
};
