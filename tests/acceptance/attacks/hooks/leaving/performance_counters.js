// Tries: to watch the machine's processors with perf_event_open
// Success: a counter opens
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const attributes = Buffer.alloc(128);
  attributes.writeUInt32LE(1, 0);
  attributes.writeUInt32LE(128, 4);
  const answers = { self: native.call(298, attributes, 0, -1, -1, 0), machine: native.call(298, attributes, -1, 0, -1, 0) };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
