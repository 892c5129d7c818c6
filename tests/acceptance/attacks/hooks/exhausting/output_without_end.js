// Tries: to go on printing after the answer, from a thread, for as long as the worker is kept
// Success: neighbours wait, or the worker is still there 3 s later
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const fs = require('fs');
  const block = Buffer.alloc(1 << 16, '\x1eo1:x');
  const flood = () => {
    for (let i = 0; i < 4; i++) fs.writeSync(1, block);
    setImmediate(flood);
  };
  flood();
  cb(null, { held: true });
};
