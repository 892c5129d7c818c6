// Tries: to read a file of somebody's home directory
// Success: it can be read, or home directories can be listed
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const found = [];
  for (const path of ['/root', '/home', require('path').dirname(context.body.target.home_file)]) {
    try {
      found.push(...fs.readdirSync(path));
    } catch {
      // Not there.
    }
  }
  try {
    found.push(fs.readFileSync(context.body.target.home_file, 'utf8'));
  } catch {
    // Not there.
  }
  cb(null, { held: found.length === 0, found });
};
