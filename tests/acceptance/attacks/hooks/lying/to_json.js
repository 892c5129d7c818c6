// Tries: to have toJSON give something else than it should: nothing, a function, itself, an error, another answer
// Success: there is no outcome, or the executor makes a mistake
// Expect: accepted | unusable_result
// Expect: accepted | unusable_result
// Expect: accepted | unusable_result
// Expect: unusable_result | threw
// Expect: accepted {"inner": true}
module.exports = function (client, scope, audience, context, cb) {
  const itself = { toJSON: () => itself };
  const answers = [
    { toJSON: () => undefined },
    { toJSON: () => () => {} },
    itself,
    {
      toJSON() {
        throw new Error('from within');
      },
    },
    {
      toJSON() {
        cb(null, { inner: true });
        return { outer: true };
      },
    },
  ];
  try {
    cb(null, answers[context.body.call - 1]);
  } catch (error) {
    if (context.body.call !== 5) throw error;
  }
};
