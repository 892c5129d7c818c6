// Tries: to have the kernel hold memory for it, in pipes and sockets that are full and never read
// Success: more than 128 MB are held
// Expect: accepted {"held": true} | died | out_of_memory
// Limits: time_ms=5000
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const block = Buffer.alloc(1 << 20, 1);
  let held = 0;
  for (let pair = 0; pair < 200; pair++) {
    const ends = Buffer.alloc(8);
    // pipe2(ends, O_NONBLOCK), fcntl(F_SETPIPE_SZ, 1 MiB); socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK)
    const made = pair % 2 ? native.call(293, ends, 0x800) : native.call(53, 1, 1 | 0x800, 0, ends);
    if (made < 0) break;
    const writing = ends.readInt32LE(4);
    if (pair % 2) native.call(72, writing, 1031, 1 << 20);
    else native.call(54, writing, 1, 7, Buffer.from([0, 0, 0x40, 0]), 4);
    try {
      for (;;) held += fs.writeSync(writing, block);
    } catch {
      // It is full.
    }
  }
  cb(null, { held: held <= 128 << 20, megabytes: held >> 20, native: native.how });
};
