// Tries: to deny with what is no error: strings, numbers, functions, proxies of errors, objects without a prototype
// Success: there is no outcome, or the executor makes a mistake
// Expect: denied
// Expect: denied
// Expect: denied | threw | unusable_result
// Expect: denied | threw | unusable_result
// Expect: denied | threw | unusable_result
// Expect: denied | threw | unusable_result
module.exports = function (client, scope, audience, context, cb) {
  const liar = new Proxy(new Error('real'), { get: (_target, name) => (name === 'message' ? { toString: null } : 'attack') });
  const errors = ['x'.repeat(1 << 20), Infinity, () => {}, Symbol('attack'), Object.create(null), liar];
  cb(errors[context.body.call - 1]);
};
