const crypto = require('crypto');

module.exports = function (user, client, scope, audience, context, cb) {
  const member = crypto.createHmac('sha256', context.webtask.secrets.MEMBER_KEY).update(user.id).digest('hex');
  cb(null, {
    scope,
    'https://upgrade.example/member': member,
    'https://upgrade.example/user': [user.displayName, user.user_metadata, user.app_metadata],
  });
};
