// Tries: to make a file of a terabyte, sparse or allocated
// Success: it is larger than 64 MB
// Expect: accepted {"held": true} | limit_exceeded | died
// Expect at landlock: threw
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const sizes = [];
  const native = eval(context.body.toolkit)(context.body.addon);
  const descriptor = fs.openSync('/tmp/attack-large', 'w');
  for (const grow of [() => fs.ftruncateSync(descriptor, 2 ** 40), () => fs.writeSync(descriptor, 'x', 2 ** 40), () => native.call(285, descriptor, 0, 0, 2 ** 40)]) {
    try {
      grow();
    } catch {
      // Refused.
    }
    sizes.push(fs.fstatSync(descriptor).size);
  }
  cb(null, { held: Math.max(...sizes) <= 64 << 20, sizes });
};
