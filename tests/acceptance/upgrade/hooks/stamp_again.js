// A second version, with what editors and copies bring into scripts: “quotes”, ümlauts, 🐝 and tabs.
const crypto = require('crypto');

module.exports = async function (client, scope, audience, context, cb) {
	const { STAMP_KEY: key, STAMP_SALT: salt } = context.webtask.secrets;
	const stamp = crypto.createHmac('sha256', key).update(salt + client.id + audience).digest('base64');
	cb(null, {
		scope: (scope || []).concat('stamped', 'again'),
		'https://upgrade.example/stamp': stamp,
		'https://upgrade.example/metadata': client.metadata,
	});
};
