// Tries: to use up the timers and queued signals that all processes of a user share
// Success: more than 1000 are had
// Expect: accepted {"held": true} | died
// Limits: time_ms=8000
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  let timers = 0;
  for (; timers < 5000; timers++) if (native.call(222, 1, 0, Buffer.alloc(4)) < 0) break;
  cb(null, { held: timers <= 1000, timers, native: native.how });
};
