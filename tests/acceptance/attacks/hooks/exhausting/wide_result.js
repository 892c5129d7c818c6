// Tries: to cost whoever reads the result more than it costs the hook: as many members as fit
// Success: neighbours wait, or the executor makes a mistake
// Expect: accepted | unusable_result
// Limits: time_ms=5000
module.exports = function (client, scope, audience, context, cb) {
  const claims = {};
  for (let i = 0; i < 80000; i++) claims[i.toString(36)] = i;
  cb(null, claims);
};
