module.exports = function (client, scope, audience, context, cb) {
  if (client.metadata.suspended) {
    return cb(new InvalidScopeError('The client is suspended.'));
  }
  var access_token = {};
  access_token['https://clients.example/plan'] = client.metadata.plan;
  access_token.scope = scope;
  access_token.scope.push('extra');
  cb(null, access_token);
};
