// Tries: to be reached: to listen on a port of the machine, on all addresses
// Success: the machine can connect to it
// Expect: accepted {"held": true}
const net = require('net');

module.exports = function (client, scope, audience, context, cb) {
  const server = net.createServer((socket) => socket.end());
  server.on('error', (error) => cb(null, { held: true, said: error.code }));
  server.listen(context.body.target.free_port, '0.0.0.0', () => {
    // Long enough for the machine to try.
    setTimeout(() => server.close(() => cb(null, { held: true, said: 'listened' })), 300);
  });
};
