// Tries: to put another file in the place of descriptor 0, so that the runtime's answer goes astray
// Success: the executor makes a mistake
// Expect: died | timed_out
// Expect at landlock: threw
// Limits: time_ms=1500
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  native.call(33, fs.openSync('/tmp/attack-channel', 'w'), 0);
  cb(null, { held: false });
};
