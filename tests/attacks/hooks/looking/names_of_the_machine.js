// Tries: to learn the machine's name and the user that the executor runs as
// Success: the name is the machine's, or there is a name for the user
// Expect: accepted {"held": true}
const fs = require('fs');
const os = require('os');

module.exports = function (client, scope, audience, context, cb) {
  const { hostname } = context.body.target;
  let user = null;
  try {
    user = os.userInfo().username;
  } catch {
    // It has none.
  }
  const kernel = fs.readFileSync('/proc/sys/kernel/hostname', 'utf8').trim();
  const held = os.hostname() !== hostname && kernel !== hostname && user !== 'root' && user !== 'nobody';
  cb(null, { held, hostname: os.hostname(), user });
};
