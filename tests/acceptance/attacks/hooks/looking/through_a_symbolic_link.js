// Tries: to have links in /tmp, symbolic and hard, lead to a file of the machine
// Success: the file can be read through one
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const file = context.body.target.canary_file;
  const read = [];
  for (const [kind, link] of [['symbolic', fs.symlinkSync], ['hard', fs.linkSync]]) {
    for (const aim of [file, `../../../../..${file}`, `/proc/self/root/../..${file}`]) {
      try {
        fs.rmSync('/tmp/attack-link', { force: true });
        link(aim, '/tmp/attack-link');
        read.push(`${kind}: ${fs.readFileSync('/tmp/attack-link', 'utf8')}`);
      } catch {
        // Not that way.
      }
    }
  }
  cb(null, { held: read.length === 0, read });
};
