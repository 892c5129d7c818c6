// Tries: to hold memory in page tables, of mappings that are only read and hold nothing themselves
// Success: the tables take 400 MB, and the hook answers
// Expect: accepted {"held": true} | out_of_memory | died | timed_out
// Limits: time_ms=15000 memory_mb=64
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const [READ, FLAGS, NOHUGEPAGE, TOUCHED] = [1, 0x2 | 0x20 | 0x4000, 15, 2 ** 21];
  const ends = Buffer.alloc(8);
  native.call(293, ends, 0);
  const one = Buffer.alloc(16);
  const at = native.call(9, 0, 2 ** 41, READ, FLAGS, -1, 0);
  if (at > 0) native.call(28, at, 2 ** 41, NOHUGEPAGE);
  for (let page = 0; at > 0 && page < 120000; page++) {
    // A byte of it into a pipe, and out again.
    if (native.call(1, ends.readInt32LE(4), at + page * TOUCHED, 1) !== 1) break;
    native.call(0, ends.readInt32LE(0), one, 1);
  }
  setTimeout(() => {
    let megabytes = 0;
    try {
      megabytes = Number(/^VmPTE:\s*(\d+)/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]) >> 10;
    } catch {
      // There is nothing to read it from.
    }
    cb(null, { held: megabytes < 400, megabytes, native: native.how });
  }, 500);
};
