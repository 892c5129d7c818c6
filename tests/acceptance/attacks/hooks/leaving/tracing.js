// Tries: to attach as a debugger to other processes, and to be traced itself
// Success: the kernel lets it
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const PTRACE = 101;
  const [TRACEME, ATTACH, SEIZE] = [0, 16, 0x4206];
  const answers = {
    parent: native.call(PTRACE, ATTACH, process.ppid, 0, 0),
    init: native.call(PTRACE, SEIZE, 1, 0, 0),
    executor: native.call(PTRACE, SEIZE, context.body.target.executor_pid, 0, 0),
    traceme: native.call(PTRACE, TRACEME, 0, 0, 0),
  };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
