// Tries: to show one value where it is checked and another where it is used
// Success: the claims are not one consistent reading
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  let reads = 0;
  const claims = { held: true };
  Object.defineProperty(claims, 'reads', { enumerable: true, get: () => ++reads });
  cb(null, claims);
};
