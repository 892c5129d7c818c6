// Tries: to call cb from within the reading of its own answer
// Success: there are two answers, or none
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const claims = {
    get held() {
      cb(null, { held: true });
      return false;
    },
  };
  try {
    cb(null, claims);
  } catch {
    // The inner one counts.
  }
};
