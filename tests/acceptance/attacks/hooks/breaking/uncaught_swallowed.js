// Tries: to have its exceptions heard by nobody, and the runtime think that it still works
// Success: the deadline does not end it
// Expect: timed_out
// Limits: time_ms=1000
module.exports = function () {
  process.on('uncaughtException', () => {});
  process.on('unhandledRejection', () => {});
  process.removeAllListeners('uncaughtExceptionMonitor');
  setTimeout(() => {
    throw new Error('unheard');
  }, 1);
};
