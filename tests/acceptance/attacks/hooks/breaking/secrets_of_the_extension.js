// Tries: to change what later callers must prove, by writing a caller's secret into every object that the runtime may look at
// Success: the next call is refused, or the change outlives its call
// Expect: accepted {"held": true}
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const { secrets } = context.webtask;
  const held = secrets['auth0-extension-secret'] === undefined && Object.prototype['auth0-extension-secret'] === undefined;
  secrets['auth0-extension-secret'] = 'attack';
  context.webtask.headers.authorization = 'Bearer none';
  cb(null, { held });
};
