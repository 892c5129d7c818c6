// Tries: to have its death told as something else, by printing V8's last words to stderr and then dying
// Success: the executor says something that is not about this hook, or makes a mistake
// Expect: died | out_of_memory
const fs = require('fs');

module.exports = function () {
  fs.writeSync(2, '\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n');
  fs.writeSync(2, '{"event": "serving", "level": "info"}\n');
  process.abort();
};
