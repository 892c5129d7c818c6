// Tries: to print in the name of other executions, and to upset the reader of console records
// Success: a neighbour's output changes, or the executor makes a mistake
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const execution = Number(context.webtask.id.split('.')[1]);
  for (let other = execution - 100; other < execution + 100; other++) fs.writeSync(1, `\x1eo${other}:forged for ${other}\n`);
  fs.writeSync(1, `\x1eo${'9'.repeat(5000)}:x\x1e\x1e\x1ee:\x1eo-1:\x1eo1e3:\x1eq7:\x1eo\u0661:`);
  fs.writeSync(1, Buffer.from([0x1e, 0x6f, 0xff, 0xfe, 0x3a, 0xc3]));
  fs.writeSync(1, '{"event": "internal_error"}\n{"type":"outcome"}\n');
  cb(null, { held: true });
};
