// Tries: to backtrack for ever in a regular expression
// Success: the deadline does not end it
// Expect: timed_out
// Limits: time_ms=800
module.exports = function (client, scope, audience, context, cb) {
  cb(null, { matched: /^(a+)+$/.test(`${'a'.repeat(64)}!`) });
};
