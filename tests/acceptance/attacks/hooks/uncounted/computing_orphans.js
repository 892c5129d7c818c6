// Tries: to use more processor time than its limit in processes whose parents are gone
// Success: they use more than it, and the hook answers
// Expect: limit_exceeded | timed_out | accepted {"held": true}
// Expect at landlock: threw
// Limits: time_ms=5000
const fs = require('fs');
const { spawn } = require('child_process');

module.exports = function (client, scope, audience, context, cb) {
  const leaves = "for (let i = 0; i < 2; i++) require('child_process').spawn(process.execPath, ['-e', 'for (;;);'], { detached: true, stdio: 'ignore' }).unref();";
  for (let i = 0; i < 2; i++) spawn(process.execPath, ['-e', leaves], { stdio: 'ignore' }).on('error', () => {});
  setTimeout(() => {
    const ticks = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => {
      try {
        const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');
        return Number(fields[11]) + Number(fields[12]);
      } catch {
        return 0;
      }
    });
    const seconds = ticks.reduce((sum, each) => sum + each) / 100;
    cb(null, { held: seconds < 5.5, seconds });
  }, 4700);
};
