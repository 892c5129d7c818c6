// Tries: to fill the heap with a chain of promises that grows faster than it settles
// Success: neither the memory limit nor the deadline ends it
// Expect: out_of_memory | timed_out
// Limits: time_ms=5000 memory_mb=64
module.exports = async function () {
  const grow = async () => Promise.all([grow(), grow()]);
  const pending = [];
  for (;;) {
    pending.push(new Promise((resolve) => pending.push(resolve)).then(() => pending.length));
    if (pending.length < 0) await grow();
  }
};
