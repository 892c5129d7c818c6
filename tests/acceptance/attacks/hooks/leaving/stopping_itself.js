// Tries: to be neither dead nor alive, by stopping its own process
// Success: the deadline does not end it
// Expect: timed_out
// Limits: time_ms=1000
module.exports = function () {
  process.kill(process.pid, 'SIGSTOP');
};
