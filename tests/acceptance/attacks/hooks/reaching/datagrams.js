// Tries: to send datagrams: to the machine's loopback, to everybody by broadcast and multicast
// Success: the machine's listener hears one
// Expect: accepted {"held": true}
const dgram = require('dgram');

module.exports = function (client, scope, audience, context, cb) {
  let socket;
  try {
    socket = dgram.createSocket('udp4');
  } catch (error) {
    return cb(null, { held: true, said: error.code });
  }
  const answers = {};
  const hosts = ['127.0.0.1', '255.255.255.255', '224.0.0.1', '192.0.2.1', '0.0.0.0'];
  const settle = (host, answer) => {
    answers[host] ??= answer;
    if (Object.keys(answers).length === hosts.length) {
      socket.close();
      cb(null, { held: true, answers });
    }
  };
  socket.on('error', (error) => hosts.forEach((host) => settle(host, error.code)));
  socket.bind(0, () => {
    try {
      socket.setBroadcast(true);
    } catch {
      // Not even that.
    }
    for (const host of hosts) socket.send('secret', context.body.target.udp, host, (error) => settle(host, error ? error.code : 'sent'));
  });
};
