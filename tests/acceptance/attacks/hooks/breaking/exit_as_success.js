// Tries: to pass a quiet end for an answer
// Success: the executor takes it for one
// Expect: died
module.exports = function () {
  process.exit(0);
};
