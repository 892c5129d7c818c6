// Tries: to join the namespaces of the parent, of init and of the executor
// Success: setns does not refuse
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const answers = {};
  for (const pid of ['self', 1, process.ppid, context.body.target.executor_pid]) {
    for (const kind of ['user', 'mnt', 'net', 'pid', 'ipc', 'uts', 'cgroup']) {
      let descriptor;
      try {
        descriptor = require('fs').openSync(`/proc/${pid}/ns/${kind}`, 'r');
      } catch {
        continue;
      }
      answers[`${pid} ${kind}`] = native.call(308, descriptor, 0);
      require('fs').closeSync(descriptor);
    }
  }
  // A pidfd is as good as a namespace's descriptor.
  const pidfd = native.call(434, 1, 0);
  answers.pidfd = pidfd < 0 ? -1 : native.call(308, pidfd, 0x10000000);
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
