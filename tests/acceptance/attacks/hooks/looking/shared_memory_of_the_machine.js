// Tries: to see System V shared memory, semaphores, message queues and POSIX queues of other processes
// Success: one is listed
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const found = [];
  for (const kind of ['shm', 'sem', 'msg']) {
    try {
      found.push(...fs.readFileSync(`/proc/sysvipc/${kind}`, 'latin1').trim().split('\n').slice(1));
    } catch {
      // There are none in this kernel.
    }
  }
  try {
    found.push(...fs.readdirSync('/dev/mqueue'));
  } catch {
    // Nor these.
  }
  cb(null, { held: found.length === 0, found });
};
