// Tries: to keep the executor waiting for the other half of a frame
// Success: the deadline does not end it
// Expect: timed_out
// Limits: time_ms=1000
const fs = require('fs');

module.exports = function () {
  fs.writeSync(0, Buffer.from('000001000000', 'hex'));
};
