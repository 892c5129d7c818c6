// Tries: to fail by a rejected promise, with a reason that cannot be looked at
// Success: there is no outcome before the deadline
// Expect: threw | died
// Expect: threw | died
// Expect: threw | died
module.exports = async function (client, scope, audience, context) {
  await null;
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  throw [undefined, proxy, Object.create(null)][context.body.call - 1];
};
