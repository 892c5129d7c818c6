// Tries: to leave the executor without a word, by closing descriptor 0
// Success: the executor waits for the deadline, or makes a mistake
// Expect: died | timed_out
// Limits: time_ms=1500
module.exports = function () {
  require('fs').closeSync(0);
  setInterval(() => {}, 1000);
};
