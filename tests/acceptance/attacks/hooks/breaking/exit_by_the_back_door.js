// Tries: to end at once, past every listener, with an exit code that means a signal or the launcher's own failure
// Success: the executor takes it for an answer, or for a failure of its own
// Expect: died
// Expect: died
// Expect: died
module.exports = function (client, scope, audience, context) {
  process.reallyExit([137, 127, 255][context.body.call - 1]);
};
