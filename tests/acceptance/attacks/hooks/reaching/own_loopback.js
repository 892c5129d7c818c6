// Tries: to meet other workers on the loopback inside: a neighbour's or its own hook's next one
// Success: somebody of another worker is there
// Expect: accepted {"held": true}
const net = require('net');

module.exports = function (client, scope, audience, context, cb) {
  const opened = [];
  let left = 0;
  const { target } = context.body;
  const ports = [80, 443, 8080, 50051, 9229, target.tcp, target.free_port, target.executor_port];
  for (const port of ports) {
    left++;
    const socket = net.connect({ host: '127.0.0.1', port });
    const settle = () => {
      socket.destroy();
      if (--left === 0) cb(null, { held: opened.length === 0, opened });
    };
    socket.on('connect', () => {
      opened.push(port);
      settle();
    });
    socket.on('error', settle);
  }
};
