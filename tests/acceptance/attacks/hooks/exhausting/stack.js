// Tries: to run out of stack where that is not an exception: in native recursion, by very deep JSON
// Success: the outcome is none of these
// Expect: threw | died | accepted | out_of_memory | timed_out
// Limits: time_ms=5000
module.exports = function (client, scope, audience, context, cb) {
  const depth = 5e6;
  JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  new RegExp('('.repeat(1e6) + ')'.repeat(1e6));
  cb(null, { survived: true });
};
