// Tries: to make system calls by io_uring, where no filter sees them
// Success: a ring is set up
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const parameters = Buffer.alloc(120);
  const answers = {
    setup: native.call(425, 4, parameters),
    enter: native.call(426, 0, 1, 0, 0, 0),
    register: native.call(427, 0, 0, 0, 0),
  };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
