// Tries: to fill the JavaScript heap
// Success: the process is not ended, or it is told as an ordinary crash
// Expect: out_of_memory
// Limits: time_ms=10000 memory_mb=64
module.exports = function () {
  const kept = [];
  for (;;) kept.push({ a: kept.length, b: [kept.length] });
};
