// Tries: to have the executor take a frame of just under what it allows, as often as it likes
// Success: memory grows with each
// Expect: died | unusable_result | accepted
// Expect: died | unusable_result | accepted
// Expect: died | unusable_result | accepted
const fs = require('fs');

module.exports = function (client, scope, audience, context) {
  const execution = Number(context.webtask.id.split('.')[1]);
  const head = Buffer.from(JSON.stringify({ type: 'outcome', execution, kind: 'accepted', hasClaims: true, filler: 'x'.repeat(200000) }));
  const body = Buffer.from(`"${'x'.repeat((1 << 20) - 2)}"`);
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(4 + head.length + body.length, 0);
  lengths.writeUInt32BE(head.length, 4);
  const all = Buffer.concat([lengths, head, body]);
  for (let written = 0; written < all.length; ) {
    try {
      written += fs.writeSync(0, all, written);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
};
