// Tries: to find in the worker's own memory what it should not have been given: another tenant's secret, or the executor's
// Success: a canary is found in any page that can be read
// Expect: accepted {"held": true}
// Expect at landlock: threw
// Limits: time_ms=10000
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const memory = fs.openSync('/proc/self/mem', 'r');
  const mark = ['canary', ''].join('-');
  const block = Buffer.alloc(1 << 20);
  let found = 0;
  let read = 0;
  for (const line of fs.readFileSync('/proc/self/maps', 'latin1').split('\n')) {
    const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw.p/.exec(line) ?? [];
    if (from === undefined) continue;
    const end = parseInt(to, 16);
    for (let at = parseInt(from, 16); at < end && read < 192 << 20; at += block.length) {
      try {
        const length = fs.readSync(memory, block, 0, Math.min(block.length, end - at), at);
        read += length;
        // With what every canary has behind the mark, lest it find this line.
        if (/canary-[0-9a-f]{32}/.test(block.latin1Slice(0, length))) found++;
      } catch {
        break;
      }
    }
  }
  cb(null, { held: found === 0 && mark.length === 7, found, read });
};
