// Tries: to get two answers taken, the second for whoever calls next, by writing both in one go
// Success: the second is given to the next call
// Expect: accepted {"number": 1} | died
// Expect: accepted {"number": 1} | died
const fs = require('fs');

module.exports = function (client, scope, audience, context) {
  const execution = Number(context.webtask.id.split('.')[1]);
  const answers = [0, 1, 2, 3].map((ahead) =>
    frame({ type: 'outcome', execution: execution + ahead, kind: 'accepted', hasClaims: true }, `{"number":${ahead + 1}}`),
  );
  fs.writeSync(0, Buffer.concat(answers));
};

function frame(header, body) {
  const head = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(4 + head.length + Buffer.byteLength(body), 0);
  lengths.writeUInt32BE(head.length, 4);
  return Buffer.concat([lengths, head, Buffer.from(body)]);
}
