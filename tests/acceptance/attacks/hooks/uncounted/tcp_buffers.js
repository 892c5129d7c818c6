// Tries: to have the kernel hold memory for it in connections to itself, whose buffers grow as they are used
// Success: more than 64 MB are held
// Expect: accepted {"held": true} | out_of_memory | died
// Limits: time_ms=12000 memory_mb=64
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const [INET, STREAM, NONBLOCK] = [2, 1, 0x800];
  const block = Buffer.alloc(1 << 20, 1);
  const name = Buffer.alloc(16);
  const listening = native.call(41, INET, STREAM, 0);
  // Without a bind() the kernel takes any port.
  const listens = native.call(50, listening, 64);
  native.call(51, listening, name, Buffer.from([16, 0, 0, 0]));
  name.writeUInt32BE(0x7f000001, 4);
  const ends = [];
  while (listens === 0 && ends.length < 44) {
    const one = native.call(41, INET, STREAM, 0);
    if (one < 0 || native.call(42, one, name, 16) < 0) break;
    const other = native.call(288, listening, 0, 0, NONBLOCK);
    if (other < 0) break;
    native.call(72, one, 4, NONBLOCK);
    ends.push(one, other);
  }
  let held = 0;
  const fill = (end) => {
    try {
      for (;;) held += fs.writeSync(end, block);
    } catch {
      // It is full.
    }
  };
  const drain = (end, bytes) => {
    try {
      for (let read = 0; read < bytes; ) {
        const length = fs.readSync(end, block);
        if (length === 0) break;
        read += length;
        held -= length;
      }
    } catch {
      // It is empty.
    }
  };
  // To be read from makes buffers grow.
  for (let round = 0; round < 12; round++) {
    for (const end of ends) fill(end);
    if (round < 11) for (const end of ends) drain(end, 1 << 20);
  }
  const said = { held: held <= 64 << 20, megabytes: held >> 20, listens, ends: ends.length, native: native.how };
  setTimeout(cb, 600, null, said);
};
