// Tries: to print, throw and answer in the time of the next execution, from timers of the one before
// Success: the next one's answer or output is spoiled in another way than by its own hook's death
// Expect: accepted {"call": 1}
// Expect: accepted {"call": 2} | threw | died
module.exports = function (client, scope, audience, context, cb) {
  const { call } = context.body;
  for (let i = 0; i < 20; i++) setTimeout(() => console.log('late'), i);
  setTimeout(() => {
    try {
      cb(null, { call: 'late' });
    } catch {
      // It has been used.
    }
  }, 5);
  cb(null, { call });
};
