// Tries: to mount, unmount, pivot and change its root
// Success: the kernel does any of it
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const answers = {
    mount: native.call(165, 'none', '/tmp', 'tmpfs', 0, 0),
    proc: native.call(165, 'proc', '/tmp', 'proc', 0, 0),
    remount: native.call(165, 'none', '/', 0, 0x20 | 0x1000, 0),
    umount: native.call(166, '/proc', 2),
    pivot_root: native.call(155, '/tmp', '/tmp'),
    chroot: native.call(161, '/tmp'),
  };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
