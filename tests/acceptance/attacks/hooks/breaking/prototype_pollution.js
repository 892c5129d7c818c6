// Tries: to speak for the runtime through Object.prototype: toJSON, type, kind, execution, then, get and set
// Success: the executor gets an answer that the hook did not give to cb, or none
// Expect: accepted {"held": true}
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  for (const name of ['type', 'kind', 'execution', 'hasClaims', 'message', 'header', 'body', 'length', 'value', 'get', 'set', 'writable', 'fd']) {
    try {
      Object.defineProperty(Object.prototype, name, { configurable: true, get: () => 'attack', set() {} });
    } catch {
      // A setter of ours may be in the way of the next one.
    }
  }
  for (const name of ['then', 'toJSON', 'toString', 'valueOf']) {
    Object.defineProperty(Array.prototype, name, { configurable: true, value: () => 'attack' });
  }
  const claims = Object.create(null);
  claims.held = true;
  cb(null, claims);
};
