// Tries: to load programs and maps into the kernel
// Success: bpf does not refuse
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const map = Buffer.alloc(128);
  [1, 4, 4, 1].forEach((word, index) => map.writeUInt32LE(word, 4 * index));
  const answers = { map: native.call(321, 0, map, 128), program: native.call(321, 5, Buffer.alloc(128), 128) };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
