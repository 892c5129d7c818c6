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
 * This keeps an honest hook's patches from breaking its own answers. It is no
 * wall against a hostile hook: that is the cage, and the executor's distrust.
 */

const { writeSync } = require('node:fs');

const uncurryThis = Function.prototype.bind.bind(Function.prototype.call);
const TypedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);

const encoder = new TextEncoder();
// A byte-order mark is part of a script or a body, and stays.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

module.exports = {
  parse: JSON.parse,
  stringify: JSON.stringify,
  /** string → UTF-8; a lone surrogate becomes U+FFFD. */
  encode: encoder.encode.bind(encoder),
  /** UTF-8 → string; throws where it is not UTF-8. */
  decode: decoder.decode.bind(decoder),

  Error,
  String,
  Uint8Array,
  now: Date.now,
  assign: Object.assign,
  entries: Object.entries,
  getOwnPropertyNames: Object.getOwnPropertyNames,
  captureStackTrace: Error.captureStackTrace.bind(Error),
  floor: Math.floor,

  indexOfByte: uncurryThis(TypedArrayPrototype.indexOf),
  subarray: uncurryThis(TypedArrayPrototype.subarray),
  setBytes: uncurryThis(TypedArrayPrototype.set),

  includes: uncurryThis(String.prototype.includes),
  slice: uncurryThis(String.prototype.slice),
  split: uncurryThis(String.prototype.split),
  startsWith: uncurryThis(String.prototype.startsWith),
  toLowerCase: uncurryThis(String.prototype.toLowerCase),
  trim: uncurryThis(String.prototype.trim),

  writeSync,
  wait: Atomics.wait,
};
