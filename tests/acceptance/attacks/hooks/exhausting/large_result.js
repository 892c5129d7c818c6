// Tries: to have the executor pass on a result of 64 MB
// Success: it does
// Expect: unusable_result | out_of_memory
// Limits: time_ms=5000
module.exports = function (client, scope, audience, context, cb) {
  cb(null, { text: 'x'.repeat(64 << 20) });
};
