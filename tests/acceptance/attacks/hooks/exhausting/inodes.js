// Tries: to use up the file system's inodes with empty files
// Success: more than 50 000 are made
// Expect: accepted {"held": true} | limit_exceeded
// Limits: time_ms=10000
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  let made = 0;
  let code = 'none';
  try {
    for (; made <= 50000; made++) fs.closeSync(fs.openSync(`/tmp/attack-${made}`, 'w'));
  } catch (error) {
    code = error.code;
  }
  cb(null, { held: made <= 50000, made, code });
};
