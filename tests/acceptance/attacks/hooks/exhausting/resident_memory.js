// Tries: to fill the machine's memory with what no limit on allocations counts: shared mappings and untouched reserves
// Success: 768 MB are held at once, on a heap of 64 MB
// Expect: accepted {"held": true} | out_of_memory | died | threw
// Limits: time_ms=10000 memory_mb=64
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const [READ_WRITE, SHARED_ANONYMOUS, POPULATE] = [3, 0x21, 0x8000];
  let blocks = 0;
  while (blocks < 48 && native.call(9, 0, 16 << 20, READ_WRITE, SHARED_ANONYMOUS | POPULATE, -1, 0) > 0) blocks++;
  cb(null, { held: blocks < 48, megabytes: blocks * 16, native: native.how });
};
