// Tries: to lead a session and a process group of its own, out of reach of a kill that goes by them
// Success: the kernel lets a process of ours do so
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const answers = { setsid: native.call(112), setpgid: native.call(109, 0, 0) };
  // A leader of both already is refused by the kernel itself, so a child must try.
  const pid = native.start();
  answers['group of a child'] = pid > 0 ? native.call(109, pid, pid) : -1;
  if (pid > 0) process.kill(pid, 'SIGKILL');
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
