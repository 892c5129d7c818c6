// Tries: to fill the machine's memory outside of the heap that V8 watches, with Buffers
// Success: a gigabyte is had, on a heap of 64 MB
// Expect: accepted {"held": true} | out_of_memory | died | threw
// Limits: time_ms=10000 memory_mb=64
module.exports = function (client, scope, audience, context, cb) {
  const kept = [];
  try {
    while (kept.length < 128) kept.push(Buffer.alloc(8 << 20, 1));
  } catch {
    // That is the limit.
  }
  cb(null, { held: kept.length < 128, megabytes: kept.length * 8 });
};
