// Tries: to have the kernel hold memory for it in sockets, with buffers as large as the kernel gives
// Success: more than 32 MB are held
// Expect: accepted {"held": true} | out_of_memory | died
// Limits: time_ms=9000 memory_mb=64
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const [SOCKETPAIR, SETSOCKOPT, UNIX, STREAM_NONBLOCK, SOCKET, SNDBUF] = [53, 54, 1, 1 | 0x800, 1, 7];
  const block = Buffer.alloc(1 << 20, 1);
  let held = 0;
  for (let pair = 0; pair < 32; pair++) {
    const ends = Buffer.alloc(8);
    if (native.call(SOCKETPAIR, UNIX, STREAM_NONBLOCK, 0, ends) < 0) break;
    for (const end of [ends.readInt32LE(0), ends.readInt32LE(4)]) {
      native.call(SETSOCKOPT, end, SOCKET, SNDBUF, Buffer.from([0, 0, 0, 0x10]), 4);
      try {
        for (;;) held += fs.writeSync(end, block);
      } catch {
        // It is full.
      }
    }
  }
  cb(null, { held: held <= 32 << 20, megabytes: held >> 20, native: native.how });
};
