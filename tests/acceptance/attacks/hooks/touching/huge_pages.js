// Tries: to use up the pages that the machine keeps for others: huge ones, and those that the kernel merges
// Success: the kernel looks for any
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const [READ_WRITE, PRIVATE, ANONYMOUS, HUGE, MERGEABLE, INVALID] = [3, 2, 0x20, 0x40000, 12, -22];
  const own = native.call(9, 0, 1 << 21, READ_WRITE, PRIVATE | ANONYMOUS, -1, 0);
  const huge = native.call(9, 0, 1 << 21, READ_WRITE, PRIVATE | ANONYMOUS | HUGE, -1, 0);
  const merged = own > 0 ? native.call(28, own, 1 << 21, MERGEABLE) : INVALID;
  cb(null, { held: native.refused(huge) && merged === INVALID, huge, merged, native: native.how });
};
