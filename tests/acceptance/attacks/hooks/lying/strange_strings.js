// Tries: to answer with strings that some reader cannot take: lone surrogates, NUL, byte-order marks, line separators
// Success: the executor makes a mistake
// Expect: accepted {"held": true}
// Expect: denied
module.exports = function (client, scope, audience, context, cb) {
  const strange = ['\ud800', '\udfff\ud800', '\0', '\ufeff', '\u2028', '\x1e', '\x7f', '\u202e', '\uffff'];
  console.log(...strange);
  if (context.body.call === 2) return cb(Object.assign(new Error(strange.join('')), { [strange[0]]: strange }));
  const claims = { held: true };
  for (const each of strange) claims[`https://attack.example/${each}`] = each;
  cb(null, claims);
};
