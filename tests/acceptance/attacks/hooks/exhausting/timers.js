// Tries: to drown the event loop in a million timers
// Success: neither the memory limit nor the deadline ends it
// Expect: timed_out | out_of_memory | accepted {"held": true}
// Limits: time_ms=3000 memory_mb=64
module.exports = function () {
  for (let i = 0; i < 1e6; i++) setInterval(() => {}, 1);
};
