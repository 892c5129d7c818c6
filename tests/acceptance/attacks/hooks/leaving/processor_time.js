// Tries: to get ahead of its neighbours: real-time scheduling, higher priority, all processors
// Success: the kernel grants it
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const priority = Buffer.alloc(4);
  priority.writeUInt32LE(1);
  const attributes = Buffer.alloc(48);
  [48, 1].forEach((word, index) => attributes.writeUInt32LE(word, 4 * index));
  const answers = {
    fifo: native.call(144, 0, 1, priority),
    deadline: native.call(314, 0, attributes, 0),
    nice: native.call(141, 0, 0, -20),
    affinity: native.call(203, 0, 128, Buffer.alloc(128, 0xff)),
    ioprio: native.call(251, 1, 0, 1 << 13),
  };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
