// Tries: to answer with what JSON cannot say: BigInt, symbols, functions, cycles, dates that are none
// Success: the executor makes a mistake
// Expect: unusable_result
// Expect: accepted | unusable_result
// Expect: accepted | unusable_result
// Expect: unusable_result
// Expect: accepted | unusable_result
// Expect: accepted {"a": null, "b": null, "c": 0}
module.exports = function (client, scope, audience, context, cb) {
  const cycle = {};
  cycle.cycle = cycle;
  const values = [{ a: 2n ** 64n }, Symbol('attack'), () => {}, cycle, { a: new Date(NaN), b: new Map([[1, 2]]), c: new WeakRef({}) }, { a: NaN, b: -Infinity, c: -0 }];
  cb(null, values[context.body.call - 1]);
};
