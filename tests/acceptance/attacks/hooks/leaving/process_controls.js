// Tries: to take back what holds it: the signal at its parent's death, no_new_privs, its filters, its memory map
// Success: prctl or seccomp grants it
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const answers = {
    'death signal': native.call(157, 1, 0, 0, 0, 0),
    subreaper: native.call(157, 36, 1, 0, 0, 0),
    'memory map': native.call(157, 35, 1, 0, 0, 0),
    'keep capabilities': native.call(157, 8, 1, 0, 0, 0),
    'secure bits': native.call(157, 28, 0, 0, 0, 0),
    ptracer: native.call(157, 0x59616d61, -1, 0, 0, 0),
    'no dumpable': native.call(157, 4, 0, 0, 0, 0),
    'filter with a listener': native.call(317, 1, 8, 0),
    'sizes for a listener': native.call(317, 3, 0, Buffer.alloc(8)),
  };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
