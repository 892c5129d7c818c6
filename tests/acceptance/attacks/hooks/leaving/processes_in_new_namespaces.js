// Tries: to start a process in namespaces of its own with clone and clone3, past a filter that cannot read clone3's arguments
// Success: a process starts in a new namespace
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const NEWUSER = 0x10000000;
  const SIGCHLD = 17;
  const clone3 = Buffer.alloc(88);
  clone3.writeBigUInt64LE(BigInt(NEWUSER), 0);
  clone3.writeBigUInt64LE(BigInt(SIGCHLD), 32);
  const answers = { clone: native.start(56, NEWUSER | SIGCHLD, 0, 0, 0, 0), clone3: native.start(435, clone3, 88) };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
