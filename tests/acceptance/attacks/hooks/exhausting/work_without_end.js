// Tries: to use the processors after the answer, on threads of its own, for as long as the worker is kept
// Success: the threads run on 3 s later
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  for (let i = 0; i < 4; i++) require('crypto').pbkdf2('secret', 'salt', 2 ** 31 - 1, 64, 'sha512', () => {});
  cb(null, { held: true });
};
