// Tries: to throw what cannot be looked at: null, symbols, revoked proxies, errors whose every property throws
// Success: there is no outcome, or the executor makes a mistake
// Expect: threw | died
// Expect: threw | died
// Expect: threw | died
// Expect: threw | died
// Expect: threw | died
module.exports = function (client, scope, audience, context) {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const shy = new Error('shy');
  for (const name of ['name', 'message', 'stack', 'toString']) {
    Object.defineProperty(shy, name, {
      get() {
        throw shy;
      },
    });
  }
  throw [null, undefined, Symbol('attack'), proxy, shy][context.body.call - 1];
};
