// Tries: to lock memory, so that the machine cannot have it back
// Success: more than 16 MB are locked
// Expect: accepted {"held": true} | out_of_memory | died
// Limits: time_ms=5000
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const block = Buffer.alloc(32 << 20, 1);
  const answers = {
    mlock: native.call(149, block, block.length),
    mlock2: native.call(325, block, block.length, 0),
    mlockall: native.call(151, 1),
  };
  cb(null, { held: Object.values(answers).every((answer) => answer < 0), answers, native: native.how });
};
