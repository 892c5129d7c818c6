// Tries: to fill the executor's memory and the caller's reply with console output
// Success: all of it is kept
// Expect: accepted {"held": true} | timed_out
// Limits: time_ms=5000
module.exports = function (client, scope, audience, context, cb) {
  const line = 'x'.repeat(1 << 16);
  for (let i = 0; i < 1000; i++) console.log(line);
  for (let i = 0; i < 100000; i++) console.error(i);
  cb(null, { held: true });
};
