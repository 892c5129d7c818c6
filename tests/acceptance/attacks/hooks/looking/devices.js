// Tries: to open devices: terminals, disks, virtual machines, tunnels, file systems in user space
// Success: one opens that is not one of the harmless ones
// Expect: accepted {"held": true}
// Expect at landlock: threw
const fs = require('fs');

const HARMLESS = ['null', 'zero', 'full', 'random', 'urandom', 'shm', 'pts', 'fd', 'stdin', 'stdout', 'stderr', 'core', 'ptmx', 'mqueue'];

module.exports = function (client, scope, audience, context, cb) {
  const found = [];
  const names = ['tty', 'console', 'kvm', 'fuse', 'net/tun', 'sda', 'vda', 'nvme0n1', 'loop-control', 'mapper/control', 'vsock', 'vhost-net',
    'uinput', 'input/event0', 'dri/card0', 'watchdog', 'tty0', 'ttyS0', 'vcs', ...fs.readdirSync('/dev')];
  for (const name of new Set(names)) {
    if (HARMLESS.includes(name)) continue;
    try {
      fs.closeSync(fs.openSync(`/dev/${name}`, fs.constants.O_RDWR | fs.constants.O_NONBLOCK));
      found.push(name);
    } catch {
      // Not this one.
    }
  }
  cb(null, { held: found.length === 0, found });
};
