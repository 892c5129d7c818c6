// Tries: to have __proto__, constructor and prototype among its claims change the objects of whoever reads them
// Success: the next call sees a property that it has not got
// Expect: accepted {"held": true}
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const held = {}.polluted === undefined && context.polluted === undefined;
  const claims = JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}');
  claims.held = held;
  cb(null, claims);
};
