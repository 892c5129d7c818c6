// Tries: to raise its own resource limits, and change those of its parent
// Success: a limit is raised
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const LIMITS = { 'file size': 1, data: 2, processes: 6, descriptors: 7, 'locked memory': 8, 'queued signals': 11 };
  const unlimited = Buffer.alloc(16, 0xff);
  const NO_SUCH_PROCESS = -3;
  const answers = {};
  for (const pid of [0, 1, process.ppid, context.body.target.executor_pid]) {
    for (const [name, number] of Object.entries(LIMITS)) {
      const now = Buffer.alloc(16);
      const read = native.call(302, pid, number, 0, now);
      // Where there is no limit there is nothing to raise.
      if (read === NO_SUCH_PROCESS || (read === 0 && now.equals(unlimited))) continue;
      answers[`${name} of ${pid}`] = native.call(302, pid, number, unlimited, 0);
    }
  }
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
