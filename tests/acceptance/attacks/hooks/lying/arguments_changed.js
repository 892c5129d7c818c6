// Tries: to change what the next caller is given, by changing its own arguments, secrets and context
// Success: the next call sees a change
// Expect: accepted {"held": true}
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const held = client.attack === undefined && context.attack === undefined && context.webtask.secrets.KEY === "the attacker's own" && Object.keys(client).length === 1;
  client.attack = context.attack = true;
  Object.setPrototypeOf(client, { attack: true });
  Object.setPrototypeOf(context, { attack: true });
  context.webtask.secrets.KEY = 'changed';
  Object.freeze(context.webtask);
  Object.defineProperty(context.body, 'target', { value: 'changed' });
  cb(null, { held });
};
