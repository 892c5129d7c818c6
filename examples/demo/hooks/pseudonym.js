const crypto = require('crypto');

/**
 * Names the user to the API by a pseudonym that only the holder of the secret
 * can compute, and passes on the roles. Suspended users get no token.
 */
module.exports = function (user, client, scope, audience, context, cb) {
  var metadata = user.app_metadata || {};
  if (metadata.suspended) {
    return cb(new Error('this account is suspended'));
  }

  var claims = {};
  claims['https://foo.com/pseudonym'] = crypto
    .createHmac('sha256', context.webtask.secrets.PSEUDONYM_KEY)
    .update(user.id + ' ' + audience)
    .digest('hex');
  claims['https://foo.com/roles'] = metadata.roles || [];
  claims.scope = scope;

  cb(null, claims);
};
