'use strict';

/**
 * What the runtime itself needs of JavaScript, taken before any hook runs.
 *
 * A hook may patch every global and every prototype of its process. Whatever
 * stands between a hook and its answer therefore calls these functions and no
 * method of an object: `push(list, item)` is safe, `list.push(item)` is not. For
 * the same reason objects that become JSON here have no prototype, and arrays
 * are walked by index.
 *
 * This keeps an honest hook's patches from breaking its own answers. It does not
 * stop a hostile hook: that is done by the cage and by the executor, which trusts nothing.
 */

const { writeSync } = require('node:fs');

const uncurryThis = Function.prototype.bind.bind(Function.prototype.call);
const TypedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);

const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);
const compareBytes = Buffer.compare;
const includes = uncurryThis(String.prototype.includes);
const utf8Slice = uncurryThis(Buffer.prototype.utf8Slice);

/**
 * UTF-8 → string, byte-order mark included; throws where it is not UTF-8. What
 * TextDecoder does, which takes ten times as long in Node 18, and goes through
 * methods of Buffer.
 */
function decode(bytes) {
  const text = utf8Slice(bytes, 0, bytes.length);
  // The character that stands for what cannot be read may also have been there.
  if (includes(text, '\ufffd') && compareBytes(encode(text), bytes) !== 0) throw new TypeError('Not UTF-8');
  return text;
}

module.exports = {
  parse: JSON.parse,
  stringify: JSON.stringify,
  /** string → UTF-8; a lone surrogate becomes U+FFFD. */
  encode,
  decode,

  Error,
  String,
  Uint8Array,
  now: Date.now,
  assign: Object.assign,
  entries: Object.entries,
  defineProperty: Object.defineProperty,
  getOwnPropertyNames: Object.getOwnPropertyNames,
  captureStackTrace: Error.captureStackTrace.bind(Error),
  floor: Math.floor,
  apply: Reflect.apply,
  isArray: Array.isArray,

  indexOfByte: uncurryThis(TypedArrayPrototype.indexOf),
  subarray: uncurryThis(TypedArrayPrototype.subarray),
  setBytes: uncurryThis(TypedArrayPrototype.set),

  includes,
  slice: uncurryThis(String.prototype.slice),
  split: uncurryThis(String.prototype.split),
  startsWith: uncurryThis(String.prototype.startsWith),
  toLowerCase: uncurryThis(String.prototype.toLowerCase),
  trim: uncurryThis(String.prototype.trim),

  writeSync,
  wait: Atomics.wait,
};
