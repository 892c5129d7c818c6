// Tries: to use all the processors, by native work on libuv's threads
// Success: neighbours wait, or the deadline does not end it
// Expect: timed_out | limit_exceeded
// Limits: time_ms=1500
module.exports = function () {
  for (let i = 0; i < 64; i++) require('crypto').pbkdf2('secret', 'salt', 2 ** 31 - 1, 64, 'sha512', () => {});
};
