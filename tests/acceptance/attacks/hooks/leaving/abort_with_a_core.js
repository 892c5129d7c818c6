// Tries: to have the kernel write a core file, or start the machine's core handler with what we choose
// Success: a file is left, or the outcome is no death
// Expect: died
module.exports = function (client, scope, audience, context) {
  const native = eval(context.body.toolkit)(context.body.addon);
  // prctl(PR_SET_DUMPABLE, 1); prlimit(0, RLIMIT_CORE, unlimited)
  native.call(157, 4, 1, 0, 0, 0);
  native.call(302, 0, 4, Buffer.alloc(16, 0xff), 0);
  process.abort();
};
