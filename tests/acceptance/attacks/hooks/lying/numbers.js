// Tries: to answer with numbers that lose their value on the way: huge, tiny, many digits, exponents
// Success: the executor makes a mistake
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const claims = { huge: Number.MAX_VALUE, tiny: 5e-324, unsafe: 2 ** 53 + 2, long: 0.1 + 0.2, big: 1e21, negative: -1e-7 };
  cb(null, { held: true, ...claims });
};
