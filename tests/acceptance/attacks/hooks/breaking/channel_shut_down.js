// Tries: to leave the channel half open: nothing more comes, and everything is still taken
// Success: the executor waits for the deadline, or makes a mistake
// Expect: died
// Expect at landlock: timed_out
// Limits: time_ms=5000
module.exports = function (client, scope, audience, context) {
  const native = eval(context.body.toolkit)(context.body.addon);
  native.call(48, 0, 1);
  setInterval(() => {}, 1000);
};
