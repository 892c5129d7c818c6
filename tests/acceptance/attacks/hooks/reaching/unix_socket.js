// Tries: to connect to a unix socket of the machine by its path, and by the paths of well-known services
// Success: a connection is made, or the machine's listener hears of one
// Expect: accepted {"held": true}
const net = require('net');

module.exports = function (client, scope, audience, context, cb) {
  const { unix_socket: socketPath } = context.body.target;
  const paths = [...new Set([socketPath, `/proc/1/root${socketPath}`, `/proc/${process.ppid}/root${socketPath}`, '/var/run/docker.sock', '/run/containerd/containerd.sock',
    '/run/systemd/notify', '/run/dbus/system_bus_socket', '/dev/log', '/var/run/nscd/socket'])];
  const answers = {};
  for (const path of paths) {
    const socket = net.connect({ path });
    const settle = (answer) => {
      answers[path] ??= answer;
      if (Object.keys(answers).length === paths.length) cb(null, { held: !Object.values(answers).includes('connected'), answers });
    };
    socket.on('connect', () => settle('connected'));
    socket.on('error', (error) => settle(error.code));
  }
};
