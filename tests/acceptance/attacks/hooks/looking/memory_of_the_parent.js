// Tries: to take over the process that started the worker, which may run without the worker's filter, by writing
//   machine code into its memory
// Success: its memory can be written
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const written = [];
  for (const pid of new Set([1, process.ppid])) {
    try {
      const maps = fs.readFileSync(`/proc/${pid}/maps`, 'latin1');
      const [, start] = /^([0-9a-f]+)-\S+ rw-p/m.exec(maps);
      const memory = fs.openSync(`/proc/${pid}/mem`, 'r+');
      const byte = Buffer.alloc(1);
      fs.readSync(memory, byte, 0, 1, parseInt(start, 16));
      // The same byte again: it is the permission that counts.
      fs.writeSync(memory, byte, 0, 1, parseInt(start, 16));
      written.push(pid);
    } catch {
      // Not this one.
    }
  }
  cb(null, { held: written.length === 0, written });
};
