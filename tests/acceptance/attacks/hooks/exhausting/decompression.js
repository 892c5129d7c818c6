// Tries: to unfold a small text to gigabytes
// Success: a gigabyte is had, on a heap of 64 MB
// Expect: accepted {"held": true} | out_of_memory | died | threw
// Limits: time_ms=10000 memory_mb=64
const zlib = require('zlib');

module.exports = function (client, scope, audience, context, cb) {
  const bomb = zlib.gzipSync(Buffer.alloc(64 << 20));
  const kept = [];
  try {
    while (kept.length < 16) kept.push(zlib.gunzipSync(bomb).fill(1));
  } catch {
    // That is the limit.
  }
  cb(null, { held: kept.length < 16, megabytes: kept.length * 64 });
};
