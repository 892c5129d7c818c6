// Tries: to fill the heap with one string, by doubling it
// Success: neither an exception nor the memory limit ends it
// Expect: threw | out_of_memory
// Limits: time_ms=10000 memory_mb=64
module.exports = function () {
  let text = 'attack';
  const kept = [];
  for (;;) {
    text += text;
    kept.push(Buffer.from(text).toString('latin1'));
  }
};
