// Tries: to block the worker for the next caller, once the answer has been given
// Success: somebody else than the next caller of this hook waits, or the deadline does not end it
// Expect: accepted {"held": true}
// Expect: timed_out | accepted {"held": true}
// Limits: time_ms=1000
module.exports = function (client, scope, audience, context, cb) {
  cb(null, { held: true });
  setImmediate(() => {
    for (;;);
  });
};
