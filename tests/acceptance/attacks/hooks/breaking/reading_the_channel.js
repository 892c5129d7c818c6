// Tries: to read the executor's frames itself, and so see what is meant for the runtime
// Success: the executor makes a mistake, or another tenant's secret is seen
// Expect: accepted {"held": true}
// Expect: accepted {"held": true} | died | timed_out
// Limits: time_ms=1500
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const mark = ['canary', ''].join('-');
  cb(null, { held: true });
  const buffer = Buffer.alloc(65536);
  const timer = setInterval(() => {
    try {
      const length = fs.readSync(0, buffer);
      // Whatever it is, it was sent to this hook; it is lost to the runtime, and that is this hook's loss.
      if (buffer.latin1Slice(0, length).includes(mark)) fs.writeSync(1, buffer.subarray(0, length));
    } catch {
      // Nothing there yet.
    }
  }, 1);
  setTimeout(() => clearInterval(timer), 500);
};
