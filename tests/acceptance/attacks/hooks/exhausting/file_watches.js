// Tries: to use up the watches that all processes of a user share
// Success: one instance is had: workers may all be one user's
// Expect: accepted {"held": true} | died
// Limits: time_ms=8000
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const instances = [];
  for (let i = 0; i < 1000; i++) {
    const instance = native.call(294, 0);
    if (instance < 0) break;
    instances.push(instance);
  }
  cb(null, { held: instances.length === 0, instances: instances.length, native: native.how });
};
