// Tries: to lay an answer ready for the next call, after its own call has been answered
// Success: the next call gets the one laid ready
// Expect: accepted {"held": true, "caller": "caller-1"}
// Expect: accepted {"held": true, "caller": "caller-2"} | died
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  cb(null, { held: true, caller: client.id });
  const execution = Number(context.webtask.id.split('.')[1]);
  for (let next = execution + 1; next < execution + 100; next++) {
    try {
      fs.writeSync(0, frame({ type: 'outcome', execution: next, kind: 'accepted', hasClaims: true }, '{"held":false}'));
    } catch {
      return;
    }
  }
};

function frame(header, body) {
  const head = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(4 + head.length + Buffer.byteLength(body), 0);
  lengths.writeUInt32BE(head.length, 4);
  return Buffer.concat([lengths, head, Buffer.from(body)]);
}
