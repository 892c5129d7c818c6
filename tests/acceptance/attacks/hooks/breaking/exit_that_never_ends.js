// Tries: to live on after process.exit, in a listener that does not return
// Success: the deadline does not end it
// Expect: timed_out
// Limits: time_ms=1000
module.exports = function () {
  process.on('exit', () => {
    for (;;);
  });
  process.exit(0);
};
