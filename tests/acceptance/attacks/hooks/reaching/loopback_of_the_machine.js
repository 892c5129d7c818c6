// Tries: to connect to a service on the machine's loopback addresses, IPv4, IPv6, mapped and by other spellings
// Success: a connection is made, or the machine's listener hears of one
// Expect: accepted {"held": true}
const net = require('net');

module.exports = function (client, scope, audience, context, cb) {
  const { tcp, tcp6 } = context.body.target;
  const aims = [['127.0.0.1', tcp], ['0.0.0.0', tcp], ['127.1.2.3', tcp], ['::ffff:127.0.0.1', tcp], ['::1', tcp6 ?? tcp], ['::', tcp6 ?? tcp]];
  const answers = {};
  for (const [host, port] of aims) {
    const socket = net.connect({ host, port });
    const settle = (answer) => {
      answers[host] ??= answer;
      socket.destroy();
      if (Object.keys(answers).length === aims.length) cb(null, { held: !Object.values(answers).includes('connected'), answers });
    };
    socket.on('connect', () => settle('connected'));
    socket.on('error', (error) => settle(error.code));
  }
};
