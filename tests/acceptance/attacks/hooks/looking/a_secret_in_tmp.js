// Tries: to read a file of the machine's /tmp, straight and through every link that /proc has to a root directory
// Success: it can be read
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const file = context.body.target.canary_file;
  const ways = ['', '/proc/self/root', '/proc/1/root', '/proc/self/task/1/root', '/proc/thread-self/root', '/proc/1/cwd/..',
    '/tmp/../../../..', `/proc/${process.ppid}/root`, `/proc/${context.body.target.executor_pid}/root`];
  const open = ways.filter((way) => {
    try {
      return fs.readFileSync(way + file, 'utf8').length > 0;
    } catch {
      return false;
    }
  });
  cb(null, { held: open.length === 0, open });
};
