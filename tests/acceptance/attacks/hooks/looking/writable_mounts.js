// Tries: to write anywhere but in the scratch directories: over the runtime, over Node, into libraries, into /dev
// Success: something can be written that a neighbour would read
// Expect: accepted {"held": true}
// Expect at landlock: threw
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const written = [];
  const tryTo = (name, act) => {
    try {
      act();
      written.push(name);
    } catch {
      // Refused.
    }
  };
  const mounts = fs.readFileSync('/proc/self/mountinfo', 'latin1').trim().split('\n').map((line) => line.split(' ')[4]);
  for (const place of new Set(['/', '/runtime', '/node', '/lib', '/usr', '/dev', ...mounts])) {
    if (['/tmp', '/dev/shm', '/dev/mqueue'].includes(place)) continue;
    tryTo(`new file in ${place}`, () => fs.writeFileSync(`${place}/attack-file`, ''));
    if (!place.startsWith('/dev')) tryTo(`over ${place}`, () => fs.closeSync(fs.openSync(place, 'r+')));
  }
  tryTo('the runtime', () => fs.appendFileSync('/runtime/main.js', ' '));
  tryTo('the program', () => fs.closeSync(fs.openSync(process.execPath, 'r+')));
  tryTo('the mode of the runtime', () => fs.chmodSync('/runtime/main.js', 0o777));
  tryTo('a directory of the root', () => fs.mkdirSync('/attack-directory'));
  // Devices that throw away what is written to them, and terminals of the cage's own.
  cb(null, { held: written.every((name) => name === 'new file in /dev/pts'), written });
};
