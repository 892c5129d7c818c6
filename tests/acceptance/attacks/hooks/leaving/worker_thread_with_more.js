// Tries: to have a worker thread with an environment, options and descriptors of its own see more than the hook does
// Success: the thread reads a file of the machine or an environment
// Expect: accepted {"held": true} | out_of_memory
const { Worker, SHARE_ENV } = require('worker_threads');

module.exports = function (client, scope, audience, context, cb) {
  const code = `
    const { parentPort, workerData } = require('worker_threads');
    let seen = Object.keys(process.env).length;
    try { require('fs').readFileSync(workerData); seen++; } catch {}
    parentPort.postMessage(seen);`;
  const worker = new Worker(code, { eval: true, env: SHARE_ENV, workerData: context.body.target.canary_file });
  worker.on('message', (seen) => cb(null, { held: seen === 0, seen }));
  worker.on('error', (error) => cb(null, { held: true, said: String(error) }));
};
