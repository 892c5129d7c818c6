// Tries: to leave a process behind that is its own session's leader and ignores every signal it can
// Success: it lives on 3 s after the answer, or the worker can make such a leader
// Expect: accepted {"held": true}
// Expect at landlock: threw
const { spawn } = require('child_process');

module.exports = function (client, scope, audience, context, cb) {
  const code = `
    for (const name of Object.keys(require('os').constants.signals)) { try { process.on(name, () => {}); } catch {} }
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', code], { detached: true, stdio: 'ignore' });
  child.on('error', () => cb(null, { held: true, started: false }));
  child.on('spawn', () => {
    child.unref();
    cb(null, { held: true, started: true });
  });
};
