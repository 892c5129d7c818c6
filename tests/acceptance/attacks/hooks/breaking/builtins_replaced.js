// Tries: to replace what little the runtime uses of the language: call, apply, bind, iterators, Atomics,
//   and methods of arrays and strings
// Success: the answer is not the one given to cb; that the hook breaks Node itself, and so its own next call, is its loss
// Expect: accepted {"held": true}
// Expect: accepted {"held": true} | died
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => 'attack';
  Array.prototype[Symbol.iterator] = String.prototype[Symbol.iterator] = () => ({ next: () => ({ done: true }) });
  for (const name of ['push', 'map', 'slice', 'join', 'indexOf', 'shift', 'concat', 'forEach']) Array.prototype[name] = () => 'attack';
  for (const name of ['slice', 'split', 'trim', 'toLowerCase', 'startsWith', 'includes', 'replace']) String.prototype[name] = () => 'attack';
  const typed = Object.getPrototypeOf(Uint8Array.prototype);
  typed.set = typed.subarray = typed.slice = typed.fill = typed.indexOf = () => 'attack';
  Object.entries = Object.assign = Object.keys = Object.defineProperty = () => [];
  Atomics.wait = fs.writeSync = fs.write = fs.readSync = fs.closeSync = () => 0;
  Math.floor = Date.now = () => NaN;
  cb(null, { held: true });
};
