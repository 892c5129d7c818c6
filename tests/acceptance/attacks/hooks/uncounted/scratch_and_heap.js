// Tries: to hold memory in files beside the memory that is counted
// Success: more than 64 MB fit into files
// Expect: accepted {"held": true} | out_of_memory | died
// Expect at landlock: accepted {"held": true}
// Limits: time_ms=9000
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const block = Buffer.alloc(1 << 20, 1);
  let held = 0;
  for (const place of ['/tmp', '/dev/shm', '/dev', '/run']) {
    for (let file = 0; file < 8; file++) {
      try {
        const descriptor = fs.openSync(`${place}/attack-${file}`, 'w');
        // Removed, and held all the same.
        fs.unlinkSync(`${place}/attack-${file}`);
        for (let i = 0; i < 15; i++) held += fs.writeSync(descriptor, block);
      } catch {
        // Full, or closed.
      }
    }
  }
  cb(null, { held: held <= 64 << 20, megabytes: held >> 20 });
};
