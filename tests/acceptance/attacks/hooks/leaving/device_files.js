// Tries: to make device files of its own: a disk, memory, a console
// Success: one is made
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const [CHARACTER, BLOCK] = [0o020666, 0o060666];
  const answers = {
    memory: native.call(133, '/tmp/attack-mem', CHARACTER, (1 << 8) | 1),
    disk: native.call(133, '/tmp/attack-disk', BLOCK, 8 << 8),
    at: native.call(259, -100, '/tmp/attack-console', CHARACTER, (5 << 8) | 1),
  };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
