// Tries: to outlive the deadline in grandchildren whose parents are gone
// Success: one of them is there 3 s later
// Expect: timed_out
// Expect at landlock: threw
// Limits: time_ms=1500
const { spawn } = require('child_process');

module.exports = function () {
  const grandchild = "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }).unref();";
  for (let i = 0; i < 3; i++) spawn(process.execPath, ['-e', grandchild], { detached: true, stdio: 'ignore' }).on('error', () => {});
};
