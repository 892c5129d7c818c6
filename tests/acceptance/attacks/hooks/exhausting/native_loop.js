// Tries: to stay where JavaScript cannot be interrupted: in one native call without end
// Success: the deadline does not end it
// Expect: timed_out
// Limits: time_ms=800
module.exports = function () {
  require('crypto').pbkdf2Sync('secret', 'salt', 2 ** 31 - 1, 64, 'sha512');
};
