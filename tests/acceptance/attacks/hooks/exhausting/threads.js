// Tries: to fill the machine's table of threads with worker threads
// Success: more than 100 are had
// Expect: accepted {"held": true} | out_of_memory | died | timed_out
// Limits: time_ms=6000
const { Worker } = require('worker_threads');

module.exports = function (client, scope, audience, context, cb) {
  let started = 0;
  const next = () => {
    if (started > 100) return cb(null, { held: false, started });
    const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
    worker.on('error', (error) => cb(null, { held: true, started, code: error.code }));
    worker.on('online', () => {
      started++;
      next();
    });
  };
  next();
};
