// Tries: to keep the runtime reading an object that always has one more level
// Success: the deadline, or the end of the stack, does not end it
// Expect: unusable_result | threw | timed_out | out_of_memory
// Limits: time_ms=1500 memory_mb=64
module.exports = function (client, scope, audience, context, cb) {
  const endless = () => new Proxy({}, { ownKeys: () => ['next'], getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true }), get: (target, name) => (name === 'next' ? endless() : undefined) });
  cb(null, endless());
};
