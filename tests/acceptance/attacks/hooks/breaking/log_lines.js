// Tries: to write lines of its own into the executor's log and the caller's terminal,
//   by line ends and escape codes in every text that it may give
// Success: there is a line in the log that the executor did not write
// Expect: denied
// Expect: threw
// Expect: died
// Expect: accepted
module.exports = function (client, scope, audience, context, cb) {
  const hostile = '\r\n{"event": "listening", "address": "attack"}\n\x1b[2J\x1b]0;attack\x07\u2028\u2029\0';
  console.log(hostile);
  console.error('%s', hostile);
  const error = new Error(hostile);
  error.name = hostile;
  error[hostile] = hostile;
  if (context.body.call === 1) return cb(error);
  if (context.body.call === 2) throw error;
  if (context.body.call === 3) {
    require('fs').writeSync(2, hostile);
    process.abort();
  }
  cb(null, { [hostile]: hostile });
};
