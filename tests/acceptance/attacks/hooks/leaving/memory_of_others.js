// Tries: to read and write other processes' memory with process_vm_readv, process_vm_writev and kcmp
// Success: the kernel gets as far as looking for the process
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const vector = Buffer.alloc(16);
  const answers = {};
  for (const pid of [1, process.ppid, context.body.target.executor_pid, process.pid]) {
    answers[`read ${pid}`] = native.call(310, pid, vector, 1, vector, 1, 0);
    answers[`write ${pid}`] = native.call(311, pid, vector, 1, vector, 1, 0);
    answers[`compare ${pid}`] = native.call(312, pid, process.pid, 0, 0, 0);
  }
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
