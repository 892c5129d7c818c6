// Tries: to starve the event loop with process.nextTick
// Success: the deadline does not end it
// Expect: timed_out
// Limits: time_ms=800
module.exports = function () {
  const again = () => process.nextTick(again);
  again();
};
