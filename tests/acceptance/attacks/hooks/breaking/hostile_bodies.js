// Tries: to have a result that is no JSON, or that JSON readers disagree on, come out as claims
// Success: the executor makes a mistake, or passes on what is not JSON
// Expect: unusable_result | died
// Expect: unusable_result | died
// Expect: unusable_result | died
// Expect: unusable_result | died
// Expect: unusable_result | died
// Expect: accepted | unusable_result | died
// Expect: accepted | unusable_result | died
// Expect: accepted | unusable_result | died
const fs = require('fs');

const BODIES = [
  Buffer.from('{"a":NaN}'),
  Buffer.from('{"a":1}{"b":2}'),
  Buffer.from([0x22, 0xff, 0xfe, 0x22]),
  Buffer.from('['.repeat(100000) + ']'.repeat(100000)),
  Buffer.alloc(0),
  Buffer.from('{"a":1,"a":{"__proto__":null},"__proto__":{"admin":true}}'),
  Buffer.from(`{"a":${'9'.repeat(4000)},"b":1e999,"c":-0.0}`),
  Buffer.from('{"a":"\\ud800","\\udfff":1,"\\u0000":"\\u0000"}'),
];

module.exports = function (client, scope, audience, context) {
  const body = BODIES[context.body.call - 1];
  const execution = Number(context.webtask.id.split('.')[1]);
  const head = Buffer.from(JSON.stringify({ type: 'outcome', execution, kind: 'accepted', hasClaims: true }));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(4 + head.length + body.length, 0);
  lengths.writeUInt32BE(head.length, 4);
  fs.writeSync(0, Buffer.concat([lengths, head, body]));
};
