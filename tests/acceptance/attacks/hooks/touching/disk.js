// Tries: to have the machine's disk write out and forget what all read, again and again, by a file that it may read
// Success: the kernel drops the file's pages, or the hook waits for a disk
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const file = fs.openSync(process.execPath, 'r');
  const [FADVISE, DONTNEED, TIMES] = [221, 4, 1000];
  const dropped = native.call(FADVISE, file, 0, 0, DONTNEED);
  const before = process.resourceUsage().voluntaryContextSwitches;
  for (let i = 0; i < TIMES; i++) fs.fsyncSync(file);
  const waits = process.resourceUsage().voluntaryContextSwitches - before;
  fs.closeSync(file);
  cb(null, { held: native.refused(dropped) && waits < TIMES / 4, dropped, waits, native: native.how });
};
