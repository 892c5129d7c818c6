// Tries: to throw in a hook that runs whenever anything asynchronous begins, the runtime's own included
// Success: there is no outcome, or the next call has none
// Expect: accepted {"held": true} | died | threw
// Expect: accepted {"held": true} | died | threw
const { createHook } = require('async_hooks');

module.exports = function (client, scope, audience, context, cb) {
  createHook({
    init() {
      throw new Error('from within');
    },
  }).enable();
  cb(null, { held: true });
};
