// Tries: to raise its own resource limits, and change those of its parent
// Success: a limit is raised
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const unlimited = Buffer.alloc(16, 0xff);
  const answers = {};
  for (const [name, number] of [['file size', 1], ['data', 2], ['processes', 6], ['descriptors', 7], ['locked memory', 8]]) {
    const now = Buffer.alloc(16);
    native.call(302, 0, number, 0, now);
    // Where there is no limit there is nothing to raise.
    const none = now.readBigUInt64LE(8) === 0xffffffffffffffffn;
    answers[name] = none ? -1 : native.call(302, 0, number, unlimited, 0);
    // Its own children it may limit as it likes; init and the executor it may not.
    answers[`${name} of init`] = native.call(302, 1, number, Buffer.alloc(16, 0xff), 0);
  }
  for (const [name, result] of Object.entries(answers)) if (result === -3) answers[name] = -1;
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
