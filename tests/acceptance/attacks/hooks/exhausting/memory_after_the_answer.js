// Tries: to grow after the answer, when no execution has a limit
// Success: the next call gets no outcome, or the growth goes on
// Expect: accepted {"held": true}
// Expect: accepted {"held": true} | out_of_memory | died | timed_out
// Limits: time_ms=3000 memory_mb=64
const kept = [];

module.exports = function (client, scope, audience, context, cb) {
  cb(null, { held: true });
  setInterval(() => {
    for (let i = 0; i < 1000; i++) kept.push(new Array(1000).fill(i));
  }, 1);
};
