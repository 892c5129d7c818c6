// Tries: to fill the machine's memory with SharedArrayBuffers and resizable ones
// Success: a gigabyte is had and written to, on a heap of 64 MB
// Expect: accepted {"held": true} | out_of_memory | died | threw
// Limits: time_ms=10000 memory_mb=64
module.exports = function (client, scope, audience, context, cb) {
  const kept = [];
  try {
    while (kept.length < 16) {
      const buffer = new SharedArrayBuffer(64 << 20);
      new Uint8Array(buffer).fill(1);
      kept.push(buffer);
    }
  } catch {
    // That is the limit.
  }
  cb(null, { held: kept.length < 16, megabytes: kept.length * 64 });
};
