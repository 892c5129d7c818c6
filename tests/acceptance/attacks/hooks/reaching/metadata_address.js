// Tries: to ask the cloud's metadata service for the machine's credentials
// Success: there is an answer, or the hook is kept waiting for one
// Expect: accepted {"held": true}
const http = require('http');

module.exports = function (client, scope, audience, context, cb) {
  const began = Date.now();
  const urls = ['http://169.254.169.254/latest/meta-data/', 'http://[fd00:ec2::254]/', 'http://100.100.100.200/', 'http://168.63.129.16/'];
  const failures = [];
  for (const url of urls) {
    http
      .get(url, { timeout: 2000 }, () => cb(null, { held: false, url }))
      .on('error', (error) => {
        failures.push(error.code);
        if (failures.length === urls.length) cb(null, { held: Date.now() - began < 1000, failures });
      });
  }
};
