// Tries: to fill the machine's disk or memory through /tmp
// Success: more than 64 MB fit
// Expect: accepted {"held": true} | limit_exceeded | died | out_of_memory
// Limits: time_ms=8000
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  // Node ignores SIGXFSZ, so a file that is too long is an error and not the end.
  const block = Buffer.alloc(4 << 20, 1);
  let written = 0;
  let code = 'none';
  for (let file = 0; file < 64 && written < 256 << 20; file++) {
    try {
      const descriptor = fs.openSync(`/tmp/attack-${file}`, 'w');
      for (let i = 0; i < 2; i++) written += fs.writeSync(descriptor, block);
      fs.closeSync(descriptor);
    } catch (error) {
      code = error.code;
      break;
    }
  }
  cb(null, { held: written <= 64 << 20, megabytes: written >> 20, code });
};
