// Tries: to deny with an error whose message, stack and properties are larger than any frame
// Success: there is no outcome, or all of it is passed on
// Expect: denied | unusable_result | out_of_memory
// Limits: time_ms=8000
module.exports = function (client, scope, audience, context, cb) {
  const error = new Error('\0'.repeat(8 << 20));
  error.stack = '\ud800'.repeat(8 << 20);
  error.name = 'x'.repeat(1 << 20);
  for (let i = 0; i < 20000; i++) error[`property${i}`] = 'x'.repeat(100);
  cb(error);
};
