// Tries: to use up descriptors, its own and the machine's
// Success: more than 1024 are had
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const had = [];
  let code = 'none';
  try {
    while (had.length < 5000) had.push(fs.openSync('/dev/null', 'r'));
  } catch (error) {
    code = error.code;
  }
  const opened = had.length;
  for (const descriptor of had) fs.closeSync(descriptor);
  cb(null, { held: opened <= 1024, opened, code });
};
