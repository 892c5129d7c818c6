// Tries: to hold memory in processes whose parents are gone
// Success: they hold 600 MB together, and the hook answers
// Expect: out_of_memory | died | accepted {"held": true}
// Expect at landlock: threw
// Limits: time_ms=9000 memory_mb=64
const fs = require('fs');
const { spawn } = require('child_process');

module.exports = function (client, scope, audience, context, cb) {
  const holds = "const kept = []; for (let i = 0; i < 15; i++) kept.push(Buffer.alloc(10 << 20, 1)); setInterval(() => kept.length, 1000);";
  const leaves = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(holds)}], { detached: true, stdio: 'ignore' }).unref();`;
  for (let i = 0; i < 4; i++) spawn(process.execPath, ['-e', leaves], { stdio: 'ignore' }).on('error', () => {});
  setTimeout(() => {
    const kilobytes = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => {
      try {
        return Number(/^VmRSS:\s*(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
      } catch {
        return 0;
      }
    });
    const megabytes = kilobytes.reduce((sum, each) => sum + each) >> 10;
    cb(null, { held: megabytes < 600, megabytes });
  }, 6000);
};
