// Tries: to find something of the machine in the root directory
// Success: there is a directory that a cage does not need
// Expect: accepted {"held": true}
// Expect at landlock: threw
const fs = require('fs');

const NEEDED = ['dev', 'lib', 'lib64', 'node', 'proc', 'runtime', 'tmp', 'usr', 'hook'];

module.exports = function (client, scope, audience, context, cb) {
  const entries = fs.readdirSync('/');
  const strange = entries.filter((name) => !NEEDED.includes(name));
  let usr = [];
  try {
    usr = fs.readdirSync('/usr').filter((name) => !['lib', 'lib64'].includes(name));
  } catch {
    // None at all.
  }
  cb(null, { held: strange.length === 0 && usr.length === 0, strange, usr });
};
