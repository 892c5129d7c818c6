// Tries: to type into the executor's terminal with TIOCSTI and TIOCLINUX
// Success: the kernel takes a character
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const answers = {};
  for (const descriptor of [0, 1, 2]) {
    answers[`type on ${descriptor}`] = native.call(16, descriptor, 0x5412, Buffer.from('#'));
    answers[`paste on ${descriptor}`] = native.call(16, descriptor, 0x541c, Buffer.from([3]));
    answers[`steal ${descriptor}`] = native.call(16, descriptor, 0x540e, 1);
  }
  // No terminal is there: that is as good as a refusal.
  for (const [name, result] of Object.entries(answers)) if (result === -25 || result === -22) answers[name] = -1;
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
