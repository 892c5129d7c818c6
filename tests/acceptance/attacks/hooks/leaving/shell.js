// Tries: to run a shell or any other program that a machine has
// Success: one runs
// Expect: accepted {"held": true}
const { spawnSync } = require('child_process');

const PROGRAMS = ['/bin/sh', '/bin/bash', '/usr/bin/env', '/usr/bin/python3', '/bin/busybox', '/usr/bin/perl', '/bin/ls', '/usr/bin/su',
  '/usr/bin/sudo', '/usr/bin/newuidmap', '/usr/bin/fusermount3', '/usr/bin/bwrap', '/usr/bin/unshare', '/usr/bin/pkexec', '/usr/bin/mount',
  'sh', 'bwrap', 'python3'];

module.exports = function (client, scope, audience, context, cb) {
  const ran = PROGRAMS.filter((program) => spawnSync(program, ['--help'], { env: { PATH: '/usr/bin:/bin' } }).error === undefined);
  cb(null, { held: ran.length === 0, ran });
};
