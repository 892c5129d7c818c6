// Tries: to have whoever reads the result run out of stack
// Success: it is passed on, or the executor makes a mistake
// Expect: unusable_result | threw
module.exports = function (client, scope, audience, context, cb) {
  let deep = [];
  for (let i = 0; i < 3000; i++) deep = [deep];
  cb(null, { deep });
};
