// Tries: to have a toJSON on Object.prototype turn the runtime's own frames into something else
// Success: the executor cannot read the frame
// Expect: accepted {"forged": true} | unusable_result
module.exports = function (client, scope, audience, context, cb) {
  Object.prototype.toJSON = () => ({ forged: true, execution: 999, type: 'ready' });
  cb(null, { held: false });
};
