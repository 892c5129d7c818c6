// Tries: to glue the runtime's answer to half a frame of its own
// Success: the executor takes something for an answer that is none
// Expect: died | timed_out
// Limits: time_ms=1000
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  fs.writeSync(0, Buffer.from('0000004000000010', 'hex'));
  cb(null, { held: false });
};
