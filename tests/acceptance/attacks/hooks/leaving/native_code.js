// Tries: to leave JavaScript by an addon written to /tmp and loaded with dlopen,
//   and open the machine's files with raw system calls
// Success: a file of the machine opens, by its own path or through any root directory
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const { target } = context.body;
  const AT_FDCWD = -100;
  const paths = [target.canary_file, target.home_file, '/etc/passwd', `/proc/${target.executor_pid}/environ`, `/proc/1/root${target.canary_file}`];
  const opened = paths.filter((path) => native.call(257, AT_FDCWD, path, 0, 0) >= 0);
  cb(null, { held: opened.length === 0, opened, native: native.how });
};
