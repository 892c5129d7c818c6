module.exports = function (client, scope, audience, context, cb) {
  cb(new Error('it is not enabled'));
};
