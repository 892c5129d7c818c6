// Tries: to upset the reader of headers: no JSON, no object, deep, endless numbers, wrong types, doubled names, lone surrogates
// Success: the executor makes a mistake
// Expect: died
// Expect: died
// Expect: died
// Expect: died
// Expect: died
// Expect: died
// Expect: died
// Expect: died
const fs = require('fs');

const HEADERS = [
  'not JSON',
  '[1]',
  '{"type":"outcome","execution":' + '['.repeat(100000),
  '{"type":"outcome","execution":' + '9'.repeat(50000) + ',"kind":"accepted","hasClaims":false}',
  '{"type":"outcome","execution":1e400,"kind":"accepted","hasClaims":false}',
  '{"type":["outcome"],"kind":{"accepted":true}}',
  '{"type":"\\ud800","kind":"\\u0000"}',
  '{"type":"ready","type":"bound","protocol":NaN}',
];

module.exports = function (client, scope, audience, context) {
  const head = Buffer.from(HEADERS[context.body.call - 1]);
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(4 + head.length, 0);
  lengths.writeUInt32BE(head.length, 4);
  fs.writeSync(0, Buffer.concat([lengths, head]));
};
