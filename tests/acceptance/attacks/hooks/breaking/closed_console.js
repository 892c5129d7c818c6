// Tries: to have the runtime fail at printing and answering, by closing descriptors 1 and 2
// Success: the executor makes a mistake
// Expect: accepted {"held": true} | threw | died
module.exports = function (client, scope, audience, context, cb) {
  require('fs').closeSync(1);
  require('fs').closeSync(2);
  cb(null, { held: true });
};
