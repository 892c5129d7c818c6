// Tries: to become root in a user namespace of its own, and from there reach more of the kernel
// Success: a namespace is made by unshare
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const [NEWNS, NEWCGROUP, NEWUTS, NEWIPC] = [0x20000, 0x2000000, 0x4000000, 0x8000000];
  const [NEWUSER, NEWPID, NEWNET] = [0x10000000, 0x20000000, 0x40000000];
  const answers = {};
  for (const flags of [NEWUSER, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWPID, NEWNET, NEWUSER | NEWNS | NEWNET]) {
    answers[flags.toString(16)] = native.call(272, flags);
  }
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
