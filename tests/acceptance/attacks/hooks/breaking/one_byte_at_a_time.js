// Tries: to cost the executor a wake-up for each of very many bytes of a valid, enormous frame
// Success: neighbours wait, or the deadline does not end it
// Expect: timed_out | died
// Limits: time_ms=1000
const fs = require('fs');

module.exports = function () {
  fs.writeSync(0, Buffer.from('0010000000000020', 'hex'));
  const byte = Buffer.from(' ');
  for (;;) fs.writeSync(0, byte);
};
