// Tries: to use the processor for ever
// Success: the deadline does not end it
// Expect: timed_out
// Limits: time_ms=800
module.exports = function () {
  for (;;);
};
