// Tries: to leave the runtime in a world without globals
// Success: there is no outcome, now or the next time
// Expect: accepted {"held": true} | unusable_result
// Expect: accepted {"held": true} | unusable_result | died
const { Reflect } = globalThis;

module.exports = function (client, scope, audience, context, cb) {
  const world = globalThis;
  for (const name of Reflect.ownKeys(world)) delete world[name];
  cb(null, { held: true });
};
