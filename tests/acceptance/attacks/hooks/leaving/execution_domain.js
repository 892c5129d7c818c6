// Tries: to change the execution domain: no address randomisation, executable memory everywhere
// Success: the kernel changes it
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const answers = { randomisation: native.call(135, 0x40000), executable: native.call(135, 0x400000) };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
