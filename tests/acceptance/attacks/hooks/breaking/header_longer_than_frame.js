// Tries: to have the executor read beyond a frame, with a header that claims to be longer
// Success: the executor makes a mistake
// Expect: died
const fs = require('fs');

module.exports = function () {
  fs.writeSync(0, Buffer.concat([Buffer.from('0000000affffffff', 'hex'), Buffer.from('{"a":1}')]));
};
