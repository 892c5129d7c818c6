// Tries: to use up address space and the kernel's page tables, with reserved mappings by the thousand
// Success: the executor or a neighbour feels it
// Expect: accepted | out_of_memory | died | threw | timed_out
// Limits: time_ms=5000
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  let blocks = 0;
  while (blocks < 20000 && native.call(9, 0, 1 << 30, 0, 0x4022, -1, 0) > 0) blocks++;
  cb(null, { blocks, native: native.how });
};
