// Tries: to see what else runs on the machine
// Success: there are more processes than a cage has
// Expect: accepted {"held": true}
// Expect at landlock: threw
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  cb(null, { held: pids.length <= 3 && !pids.includes(String(context.body.target.executor_pid)), pids });
};
