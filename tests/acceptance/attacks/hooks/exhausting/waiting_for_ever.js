// Tries: to sleep for ever where nothing can wake it, in Atomics.wait
// Success: the deadline does not end it
// Expect: timed_out
// Limits: time_ms=800
module.exports = function () {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
