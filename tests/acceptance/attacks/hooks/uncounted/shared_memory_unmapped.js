// Tries: to hold shared memory that stands in no page table, so that no process is seen to have it
// Success: 600 MB are held
// Expect: accepted {"held": true} | out_of_memory | died
// Limits: time_ms=9000 memory_mb=64
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const [READ_WRITE, SHARED, ANONYMOUS, DONTNEED, BYTES] = [3, 1, 0x20, 4, 50 << 20];
  let held = 0;
  let zero = -1;
  try {
    zero = fs.openSync('/dev/zero', 'r+');
  } catch {
    // Then there is only memory without a name.
  }
  for (const [flags, file] of [[SHARED | ANONYMOUS, -1], [SHARED, zero], [3, zero]]) {
    for (let i = 0; i < 5 && native.how !== 'nothing'; i++) {
      const at = native.call(9, 0, BYTES, READ_WRITE, flags, file, 0);
      if (at < 0) break;
      // read(zero, at, BYTES) touches every page; madvise() takes them out of the tables again.
      held += Math.max(native.call(0, zero, at, BYTES), 0);
      native.call(28, at, BYTES, DONTNEED);
    }
  }
  setTimeout(() => cb(null, { held: held < 400 << 20, megabytes: held >> 20, native: native.how }), 1500);
};
