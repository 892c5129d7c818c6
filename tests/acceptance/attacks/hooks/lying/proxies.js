// Tries: to answer with proxies that lie about their keys, throw in every trap, or are revoked
// Success: there is no outcome, or the executor makes a mistake
// Expect: unusable_result | threw
// Expect: unusable_result | threw
// Expect: accepted | unusable_result | threw
// Expect: denied | threw | unusable_result
module.exports = function (client, scope, audience, context, cb) {
  const furious = new Proxy({}, new Proxy({}, {
    get() {
      throw new Error('from within');
    },
  }));
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const liar = new Proxy({}, { ownKeys: () => ['a', 'b'], getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true }), get: (target, name) => (name === 'toJSON' ? undefined : name) });
  if (context.body.call === 4) cb(furious);
  else cb(null, [furious, revoked, liar][context.body.call - 1]);
};
