// Tries: to fill the executor's memory by writing to descriptors 1 and 2 past the console
// Success: all of it is kept, or neighbours wait
// Expect: accepted {"held": true} | timed_out
// Limits: time_ms=4000
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const block = Buffer.alloc(1 << 16, 'x');
  for (let i = 0; i < 400; i++) {
    fs.writeSync(1, block);
    fs.writeSync(2, block);
  }
  const records = Buffer.from('\x1eo1:'.repeat(10000));
  for (let i = 0; i < 100; i++) fs.writeSync(1, records);
  cb(null, { held: true });
};
