// Tries: to read the environment that the executor started the worker with
// Success: there is more in it than the cage's own working directory
// Expect: accepted {"held": true}
// Expect at landlock: threw
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const raw = fs.readFileSync('/proc/self/environ', 'latin1');
  const held = Object.keys(process.env).length === 0 && ['', 'PWD=/tmp\0', 'PWD=/\0'].includes(raw);
  cb(null, { held, seen: { ...process.env }, raw });
};
