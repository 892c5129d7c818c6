// Tries: to use up the watches that all processes of a user share
// Success: more than 128 instances are had, which is all that a user has on most machines
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
  cb(null, { held: instances.length <= 128, instances: instances.length, native: native.how });
};
