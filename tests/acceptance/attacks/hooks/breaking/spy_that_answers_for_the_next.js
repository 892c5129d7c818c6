// Tries: to keep its cb and use it when the next caller is being served
// Success: the next caller gets the answer of the first
// Expect: accepted {"caller": "caller-1"}
// Expect: accepted {"caller": "caller-2"}
let kept = null;

module.exports = function (client, scope, audience, context, cb) {
  if (kept !== null) {
    try {
      kept(null, { caller: 'the spy' });
    } catch {
      // It has been used.
    }
  }
  kept ??= cb;
  cb(null, { caller: client.id });
};
