// Tries: to keep the executor waiting for the end of the worker's pipes, held open by a child when the worker has ended
// Success: the executor does not notice the end, or the child lives on
// Expect: died
// Expect at landlock: threw
// Limits: time_ms=3000
const { spawn } = require('child_process');

module.exports = function () {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: [0, 1, 2] });
  child.on('error', () => process.exit(3));
  child.on('spawn', () => process.exit(3));
};
