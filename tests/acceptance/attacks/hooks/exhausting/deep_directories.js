// Tries: to make a tree so deep that whoever cleans up gives up, with a directory moved below another
// Success: something of it is left
// Expect: accepted {"held": true} | limit_exceeded | died
// Expect at landlock: threw
// Limits: time_ms=8000
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  let depth = 0;
  try {
    process.chdir('/tmp');
    for (; depth < 3000; depth++) {
      fs.mkdirSync('attack-directory');
      process.chdir('attack-directory');
    }
  } catch {
    // As deep as it goes.
  }
  fs.writeFileSync('attack-file', '', { mode: 0 });
  fs.chmodSync('.', 0);
  cb(null, { held: true, depth });
};
