// Tries: to starve the event loop with microtasks that beget microtasks
// Success: the deadline does not end it
// Expect: timed_out | out_of_memory
// Limits: time_ms=800
module.exports = function () {
  const again = () => Promise.resolve().then(again);
  again();
};
