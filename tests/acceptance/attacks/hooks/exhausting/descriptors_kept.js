// Tries: to leave the runtime without a free descriptor when the next caller comes
// Success: the next call gets no outcome
// Expect: accepted {"held": true}
// Expect: accepted {"held": true} | threw | died
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  let opened = 0;
  try {
    for (; opened < 5000; opened++) fs.openSync('/dev/null', 'r');
  } catch {
    // That is the limit.
  }
  cb(null, { held: opened <= 1024, opened });
};
