// Tries: to fill the machine's memory with WebAssembly's, which is neither heap nor Buffer
// Success: a gigabyte is had and written to, on a heap of 64 MB
// Expect: accepted {"held": true} | out_of_memory | died | threw
// Limits: time_ms=10000 memory_mb=64
module.exports = function (client, scope, audience, context, cb) {
  const kept = [];
  const [PAGES, EACH] = [1024, 64];
  try {
    while (kept.length < 16) {
      const memory = new WebAssembly.Memory({ initial: PAGES });
      new Uint8Array(memory.buffer).fill(1);
      kept.push(memory);
    }
  } catch {
    // That is the limit.
  }
  cb(null, { held: kept.length < 16, megabytes: kept.length * EACH });
};
