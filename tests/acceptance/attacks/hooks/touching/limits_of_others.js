// Tries: to lower the limits of processes of the same user: a second of processor time, and one descriptor
// Success: the kernel takes a limit for another process than its own
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const { executor_pid, bystander_pid } = context.body.target;
  const [CPU, DESCRIPTORS, NO_SUCH_PROCESS] = [0, 7, -3];
  const one = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  const answers = {};
  for (const pid of [1, process.ppid, executor_pid, bystander_pid]) {
    for (const resource of [CPU, DESCRIPTORS]) answers[`${resource} of ${pid}`] = native.call(302, pid, resource, one, 0);
  }
  const granted = Object.keys(answers).filter((name) => answers[name] >= 0 && answers[name] !== NO_SUCH_PROCESS);
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
