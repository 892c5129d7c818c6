// Tries: to hold a lock on a file that all workers share, and signal a neighbour or block it so
// Success: a lock, a lease or a delegation is granted
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const fs = require('fs');
  const file = fs.openSync(process.execPath, 'r');
  const range = Buffer.alloc(32);
  const [SETLK, OFD_SETLK, SETLEASE] = [6, 37, 1024];
  const answers = {
    flock: native.call(73, file, 1),
    'fcntl lock': native.call(72, file, SETLK, range),
    'open file lock': native.call(72, file, OFD_SETLK, range),
    lease: native.call(72, file, SETLEASE, 0),
  };
  fs.closeSync(file);
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
