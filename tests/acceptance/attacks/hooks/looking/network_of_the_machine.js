// Tries: to learn the machine's addresses, routes and open connections
// Success: there is an interface that is not loopback, or a socket that is not of this cage
// Expect: accepted {"held": true}
const fs = require('fs');
const os = require('os');

module.exports = function (client, scope, audience, context, cb) {
  const read = (file) => {
    try {
      return fs.readFileSync(file, 'latin1').trim().split('\n').slice(1);
    } catch {
      return [];
    }
  };
  let interfaces = [];
  try {
    interfaces = Object.keys(os.networkInterfaces()).filter((name) => name !== 'lo');
  } catch {
    // Not even that is told.
  }
  const found = [...interfaces, ...['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'route', 'arp'].flatMap((name) => read(`/proc/net/${name}`))];
  const sockets = read('/proc/net/unix').filter((line) => line.includes('@') || line.includes('/'));
  cb(null, { held: found.length === 0 && sockets.length === 0, found, sockets });
};
