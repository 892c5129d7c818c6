// Tries: to write its own descriptor table, an old source of kernel bugs
// Success: the table is written
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const entry = Buffer.alloc(16);
  const answers = { modify_ldt: native.call(154, 1, entry, 16) };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
