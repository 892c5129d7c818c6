// Tries: to watch what all workers do with files, with fanotify
// Success: a watch is granted
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const answers = { content: native.call(300, 4, 0), notify: native.call(300, 0, 0), by_identity: native.call(300, 0x200, 0) };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
