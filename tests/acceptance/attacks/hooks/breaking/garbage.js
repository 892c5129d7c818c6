// Tries: to upset the reader of frames with bytes that are none
// Success: the executor makes a mistake, or waits
// Expect: died
const fs = require('fs');

module.exports = function () {
  fs.writeSync(0, require('crypto').randomBytes(100000));
};
