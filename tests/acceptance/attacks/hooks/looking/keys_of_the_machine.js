// Tries: to read the kernel's keyrings, which no namespace separates
// Success: a key is listed that the cage did not make
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  let keys = [];
  try {
    keys = fs.readFileSync('/proc/keys', 'latin1').trim().split('\n').filter(Boolean);
  } catch {
    // No such file.
  }
  // A user's and a session's keyring are made by the asking, and hold nothing.
  const strange = keys.filter((line) => !/keyring\s+(_uid|_ses|_persistent)/.test(line));
  cb(null, { held: strange.length === 0, keys });
};
