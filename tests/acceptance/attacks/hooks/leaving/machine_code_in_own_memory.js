// Tries: to leave JavaScript without any file, by writing machine code through /proc/self/mem over a function of libuv's
// Success: with it, a file of the machine opens, or a privileged system call is made
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  let call;
  try {
    call = native.byMemory();
  } catch (error) {
    return cb(null, { held: true, said: String(error) });
  }
  const opened = call(0, 257, -100, context.body.target.canary_file, 0, 0);
  const mounted = call(0, 165, 'none', '/tmp', 'tmpfs', 0, 0);
  cb(null, { held: opened < 0 && mounted < 0, opened, mounted, pid: call(0, 39) });
};
