// Tries: to flood the executor with answers, by calling cb a hundred thousand times
// Success: a second answer is taken, or memory grows
// Expect: accepted {"number": 0}
module.exports = function (client, scope, audience, context, cb) {
  for (let number = 0; number < 100000; number++) {
    try {
      cb(null, { number });
    } catch {
      // It has been used.
    }
  }
};
