// Tries: to stop the kernel in the middle of its work with userfaultfd, as exploits like to
// Success: a descriptor is handed out
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const answers = { any: native.call(323, 0), user: native.call(323, 1) };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
