// Tries: to confuse the executor about its state with ready and bound frames, and with frames that only it may send
// Success: the executor makes a mistake, or binds the worker to another hook
// Expect: died
// Expect: died
// Expect: died
const fs = require('fs');

const TYPES = [{ type: 'ready', protocol: 1, node: '0' }, { type: 'bind', trigger: 'generic', secrets: {} }, { type: 'execute', execution: 1 }];

module.exports = function (client, scope, audience, context) {
  const head = Buffer.from(JSON.stringify(TYPES[context.body.call - 1]));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(4 + head.length, 0);
  lengths.writeUInt32BE(head.length, 4);
  fs.writeSync(0, Buffer.concat([lengths, head]));
};
