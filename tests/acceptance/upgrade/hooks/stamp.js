const crypto = require('crypto');

module.exports = function (client, scope, audience, context, cb) {
  const key = context.webtask.secrets.STAMP_KEY;
  const stamp = crypto.createHmac('sha256', key).update(client.tenant + client.id + audience).digest('hex');
  cb(null, { scope: (scope || []).concat('stamped'), 'https://upgrade.example/stamp': stamp });
};
