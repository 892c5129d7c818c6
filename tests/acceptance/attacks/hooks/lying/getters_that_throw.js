// Tries: to have the reading of its answer throw where nobody expects it
// Success: there is no outcome, or the executor makes a mistake
// Expect: unusable_result | threw
// Expect: unusable_result | denied | threw
module.exports = function (client, scope, audience, context, cb) {
  const trap = () => {
    throw null;
  };
  const hostile = {};
  for (const name of ['scope', 'name', 'message', 'stack', 'toJSON', 'code', 'length', 'then']) Object.defineProperty(hostile, name, { get: trap, enumerable: true });
  if (context.body.call === 1) cb(null, hostile);
  else cb(hostile);
};
