// Tries: to have somebody await its claims, and so never finish, or finish twice
// Success: there is no outcome
// Expect: accepted {"held": true}
// Expect: denied
module.exports = function (client, scope, audience, context, cb) {
  const thenable = { held: true, then: () => {}, catch: () => {} };
  if (context.body.call === 1) cb(null, thenable);
  else cb(Object.assign(new Error('no'), { then() {} }));
};
