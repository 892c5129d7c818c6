// Tries: to become another user, or root, or to get capabilities back
// Success: the kernel changes anything
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x20080522, 0);
  const all = Buffer.alloc(24, 0xff);
  const answers = {
    setuid: native.call(105, 4711),
    setgid: native.call(106, 4711),
    setresuid: native.call(117, 4711, 4711, 4711),
    setgroups: native.call(116, 1, Buffer.alloc(4)),
    setfsuid: native.call(122, 4711) === native.call(122, 4711) ? -1 : 0,
    capset: native.call(126, header, all),
  };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
