// Tries: to have the runtime fail at its own assignments, by freezing every prototype, process and the global object
// Success: there is no answer, now or the next time
// Expect: accepted {"held": true}
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    try {
      Object.freeze(globalThis[name]?.prototype);
      Object.freeze(globalThis[name]);
    } catch {
      // A typed array's prototype, or a getter that throws.
    }
  }
  Object.freeze(process);
  cb(null, { held: true });
};
