// Tries: to keep the runtime reading an array that claims to be as long as can be
// Success: the deadline, or the memory limit, does not end it
// Expect: unusable_result | threw | timed_out | out_of_memory | died
// Limits: time_ms=1500 memory_mb=64
module.exports = function (client, scope, audience, context, cb) {
  cb(null, new Proxy([], { get: (target, name) => (name === 'length' ? 2 ** 32 - 1 : name === 'toJSON' ? undefined : 'x'.repeat(100)) }));
};
