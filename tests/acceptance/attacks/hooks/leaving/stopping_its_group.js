// Tries: to have the deadline's kill miss, by stopping every process of the cage
// Success: the deadline does not end it
// Expect: timed_out
// Limits: time_ms=1000
module.exports = function () {
  process.kill(0, 'SIGSTOP');
};
