// Tries: to call the executor itself over gRPC, and have it run another tenant's hook by its digest
// Success: a connection is made
// Expect: accepted {"held": true}
const http2 = require('http2');

module.exports = function (client, scope, audience, context, cb) {
  const session = http2.connect(`http://127.0.0.1:${context.body.target.executor_port}`);
  session.on('connect', () => cb(null, { held: false }));
  session.on('error', (error) => cb(null, { held: true, code: error.code }));
};
