// Tries: to open what the process that started the worker has open, through /proc/*/fd
// Success: a descriptor of another process can be opened
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const found = [];
  for (const pid of new Set([1, process.ppid, context.body.target.executor_pid])) {
    for (let number = 0; number < 256; number++) {
      try {
        fs.openSync(`/proc/${pid}/fd/${number}`, fs.constants.O_RDWR | fs.constants.O_NONBLOCK);
        found.push(`${pid}/fd/${number} ${fs.readlinkSync(`/proc/${pid}/fd/${number}`)}`);
      } catch {
        // Not this one.
      }
    }
  }
  // bubblewrap's reaper may have the worker's own three, of which the worker has more use.
  const strange = found.filter((each) => !/\/fd\/[012] (\/dev\/null|pipe:|socket:)/.test(each));
  cb(null, { held: strange.length === 0, strange });
};
