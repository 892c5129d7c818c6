// Tries: to load a module, or another kernel
// Success: the kernel looks at what it is given
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const image = Buffer.alloc(64);
  const answers = {
    init_module: native.call(175, image, image.length, ''),
    finit_module: native.call(313, 0, '', 0),
    delete_module: native.call(176, 'attack', 0),
    kexec_load: native.call(246, 0, 0, 0, 0),
    kexec_file_load: native.call(320, -1, -1, 0, '', 0),
  };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
