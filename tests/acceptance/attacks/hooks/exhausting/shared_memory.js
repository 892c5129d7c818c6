// Tries: to fill the machine's memory through /dev/shm, /dev and every other place that can be written
// Success: more than 64 MB fit in all
// Expect: accepted {"held": true} | limit_exceeded | died | out_of_memory
// Limits: time_ms=8000
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const block = Buffer.alloc(4 << 20, 1);
  const written = {};
  for (const place of ['/dev/shm', '/dev', '/dev/mqueue', '/run', '/var/tmp']) {
    let bytes = 0;
    try {
      for (let file = 0; bytes < 128 << 20; file++) {
        const descriptor = fs.openSync(`${place}/attack-${file}`, 'w');
        for (let i = 0; i < 2; i++) bytes += fs.writeSync(descriptor, block);
        fs.closeSync(descriptor);
      }
    } catch {
      // Full, or closed.
    }
    written[place] = bytes >> 20;
  }
  cb(null, { held: Object.values(written).reduce((sum, each) => sum + each) <= 64, written });
};
