// Tries: to answer executions that run on other workers, a neighbour's perhaps, by their numbers
// Success: a neighbour gets the forged answer
// Expect: died
const fs = require('fs');

module.exports = function (client, scope, audience, context) {
  const execution = Number(context.webtask.id.split('.')[1]);
  for (let other = execution - 50; other < execution + 50; other++) {
    if (other === execution) continue;
    fs.writeSync(0, frame({ type: 'outcome', execution: other, kind: 'accepted', hasClaims: true }, '{"forged":true}'));
  }
};

function frame(header, body) {
  const head = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(4 + head.length + Buffer.byteLength(body), 0);
  lengths.writeUInt32BE(head.length, 4);
  return Buffer.concat([lengths, head, Buffer.from(body)]);
}
