// Tries: to have four billion entries written out, for an array that costs nothing
// Success: neither the memory limit nor the deadline ends it
// Expect: out_of_memory | timed_out | unusable_result
// Limits: time_ms=3000 memory_mb=64
module.exports = function (client, scope, audience, context, cb) {
  const claims = [];
  claims.length = 2 ** 32 - 1;
  cb(null, claims);
};
