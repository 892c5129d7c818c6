// Tries: to have the executor keep memory for a frame that claims four gigabytes
// Success: the executor's memory grows, or it waits for them
// Expect: died
const fs = require('fs');

module.exports = function () {
  fs.writeSync(0, Buffer.from('ffffffff00000002', 'hex'));
};
