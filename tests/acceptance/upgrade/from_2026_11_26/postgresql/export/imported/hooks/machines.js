/* global InvalidScopeError */

module.exports = function (client, scope, audience, context, cb) {
  if (client.metadata.suspended) {
    return cb(new InvalidScopeError('The client is suspended.'));
  }
  cb(null, { scope: scope.concat('extra'), 'https://clients.example/plan': client.metadata.plan });
};
