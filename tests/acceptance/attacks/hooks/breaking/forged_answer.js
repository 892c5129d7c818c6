// Tries: to answer in the runtime's stead, with a frame of its own on descriptor 0, and then once more by cb
// Success: the execution has two answers, or the worker is used again
// Expect: accepted {"forged": true} | died
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const execution = Number(context.webtask.id.split('.')[1]);
  fs.writeSync(0, frame({ type: 'outcome', execution, kind: 'accepted', hasClaims: true }, '{"forged":true}'));
  cb(null, { forged: false });
};

function frame(header, body) {
  const head = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(4 + head.length + Buffer.byteLength(body), 0);
  lengths.writeUInt32BE(head.length, 4);
  return Buffer.concat([lengths, head, Buffer.from(body)]);
}
