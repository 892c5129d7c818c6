// Tries: to have a Promise of its own, and a then on Object.prototype, see or hold up what the runtime awaits
// Success: there is no answer, or one of another call
// Expect: accepted {"held": true}
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  Promise.prototype.then = Promise.prototype.catch = Promise.prototype.finally = () => new Promise(() => {});
  Promise.resolve = Promise.all = () => new Promise(() => {});
  globalThis.Promise = function Never() {};
  globalThis.queueMicrotask = process.nextTick = globalThis.setImmediate = globalThis.setTimeout = () => {};
  cb(null, { held: true });
};
