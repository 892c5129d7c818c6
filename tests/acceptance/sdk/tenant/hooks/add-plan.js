/**
@param {object} client - information about the client
@param {array|undefined} scope - array of strings representing the scope claim
@param {string} audience - token's audience claim
@param {object} context - additional authorization context
@param {function} cb - function (error, accessTokenClaims)
*/
module.exports = function (client, scope, audience, context, cb) {
  const key = context.webtask.secrets.PSEUDONYM_KEY;
  const access_token = {};
  access_token['https://sdk.example/plan'] = client.metadata.plan;
  access_token['https://sdk.example/pseudonym'] = require('crypto').createHmac('sha256', key).update(client.name).digest('hex');
  access_token['https://sdk.example/region'] = context.webtask.secrets.REGION;
  access_token.scope = scope;
  access_token.scope.push('pay:bills');
  cb(null, access_token);
};
