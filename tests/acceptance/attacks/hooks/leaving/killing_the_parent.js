// Tries: to end or stop the process that started the worker, which may watch over others
// Success: a neighbour loses its worker, or the executor ends
// Expect: accepted {"held": true} | died | timed_out
// Limits: time_ms=1500
module.exports = function (client, scope, audience, context, cb) {
  for (const pid of new Set([process.ppid, 1])) {
    for (const signal of ['SIGSTOP', 'SIGTERM', 'SIGKILL']) {
      try {
        process.kill(pid, signal);
      } catch {
        // Not ours to signal.
      }
    }
  }
  setTimeout(() => cb(null, { held: true }), 100);
};
