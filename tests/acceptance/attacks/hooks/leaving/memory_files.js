// Tries: to start a program that is in no file system, with memfd_create and execveat
// Success: a memory file is had that can be executed
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const memory = native.call(319, 'attack', 0);
  const secret = native.call(447, 0);
  const answers = {
    memfd_create: memory,
    memfd_secret: secret,
    execveat: native.call(322, -1, '', Buffer.alloc(8), Buffer.alloc(8), 0x1000),
  };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
