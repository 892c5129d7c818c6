// Tries: to have the executor tell the caller that the caller is to blame, by a refusal with a long and hostile text
// Success: the text comes through, or the executor makes a mistake
// Expect: died
const fs = require('fs');

module.exports = function (client, scope, audience, context) {
  const execution = Number(context.webtask.id.split('.')[1]);
  const head = Buffer.from(JSON.stringify({ type: 'outcome', execution, kind: 'unauthorized', message: 'x\r\ny: z\u0000'.repeat(10000) }));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(4 + head.length, 0);
  lengths.writeUInt32BE(head.length, 4);
  fs.writeSync(0, Buffer.concat([lengths, head]));
};
