// Tries: to get more with a program of its own, written to /tmp and started, than the worker itself has
// Success: the program reads a file of the machine, or has a capability
// Expect: accepted {"held": true}
// Limits: time_ms=8000
const { spawnSync } = require('child_process');
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  let program = process.execPath;
  try {
    fs.copyFileSync('/proc/self/exe', '/tmp/attack-program');
    fs.chmodSync('/tmp/attack-program', 0o6755);
    program = '/tmp/attack-program';
  } catch {
    // There is no room for it; Node itself will do.
  }
  const look = `
    const fs = require('fs');
    const status = fs.readFileSync('/proc/self/status', 'utf8');
    let file = '';
    try { file = fs.readFileSync(process.argv[1], 'utf8'); } catch {}
    process.stdout.write(JSON.stringify([/CapEff:\\s*0+\\n/.test(status), /NoNewPrivs:\\s*1/.test(status), file]));`;
  for (const each of [program, process.execPath]) {
    const child = spawnSync(each, ['-e', look, context.body.target.canary_file], { encoding: 'utf8' });
    if (child.status !== 0) continue;
    const [noCapabilities, noNewPrivileges, file] = JSON.parse(child.stdout);
    return cb(null, { held: noCapabilities && noNewPrivileges && file === '', said: child.stdout });
  }
  cb(null, { held: true, said: 'it does not run' });
};
