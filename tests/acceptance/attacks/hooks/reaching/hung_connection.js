// Tries: to be kept waiting by the network, and so keep its worker, where a connection is neither made nor refused
// Success: there is no error at once
// Expect: accepted {"held": true}
const net = require('net');

module.exports = function (client, scope, audience, context, cb) {
  const began = Date.now();
  const hosts = ['192.0.2.1', '198.51.100.1', '10.0.0.1', '172.17.0.1', '2001:db8::1', '8.8.8.8'];
  const codes = [];
  for (const host of hosts) {
    net
      .connect({ host, port: 443 })
      .on('error', (error) => {
        codes.push(error.code);
        if (codes.length === hosts.length) cb(null, { held: Date.now() - began < 1000, codes });
      })
      .on('connect', () => cb(null, { held: false, host }));
  }
};
