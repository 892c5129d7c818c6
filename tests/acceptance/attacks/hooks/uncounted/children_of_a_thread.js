// Tries: to hold memory in children that another thread than the first has made
// Success: they hold 600 MB together, and the hook answers
// Expect: out_of_memory | died | accepted {"held": true}
// Expect at landlock: threw | accepted {"held": true}
// Limits: time_ms=9000 memory_mb=64
const fs = require('fs');
const { Worker } = require('worker_threads');

module.exports = function (client, scope, audience, context, cb) {
  const holds = "const kept = []; for (let i = 0; i < 15; i++) kept.push(Buffer.alloc(10 << 20, 1)); setInterval(() => kept.length, 1000);";
  const thread = `for (let i = 0; i < 4; i++) require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(holds)}], { stdio: 'ignore' }).on('error', () => {}); setInterval(() => {}, 1000);`;
  new Worker(thread, { eval: true }).on('error', () => {}).unref();
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
