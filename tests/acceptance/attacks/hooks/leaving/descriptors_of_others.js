// Tries: to take descriptors out of other processes with pidfd_getfd, or signal them by pidfd
// Success: a descriptor is had, or a signal sent
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const answers = {};
  for (const pid of [1, process.ppid]) {
    const pidfd = native.call(434, pid, 0);
    answers[`take from ${pid}`] = pidfd < 0 ? -1 : native.call(438, pidfd, 0, 0);
    answers[`signal ${pid}`] = pidfd < 0 ? -1 : native.call(424, pidfd, 0, 0, 0);
    answers[`advise ${pid}`] = pidfd < 0 ? -1 : native.call(440, pidfd, Buffer.alloc(16), 1, 20, 0);
  }
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
