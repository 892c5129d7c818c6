// Tries: to reach the network from a child process, which may have been forgotten
// Success: it connects to the machine's listener
// Expect: accepted {"held": true}
// Expect at landlock: threw
// Limits: time_ms=6000
const { execFile } = require('child_process');

module.exports = function (client, scope, audience, context, cb) {
  const code = `
    require('net').connect(${context.body.target.tcp}, '127.0.0.1')
      .on('connect', () => process.stdout.write('connected', () => process.exit()))
      .on('error', (error) => process.stdout.write(error.code));`;
  execFile(process.execPath, ['-e', code], (error, stdout) => cb(null, { held: stdout !== 'connected', stdout }));
};
