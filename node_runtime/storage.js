'use strict';

/**
 * `context.webtask.storage`, which this executor does not provide yet.
 *
 * A hook that uses it is told at once, by the callback it passed: a silent
 * `undefined` would look like an empty store, and the hook would go on to write.
 */

function unavailable(...args) {
  const error = new Error('context.webtask.storage is not available yet');
  for (let i = 0; i < args.length; i++) {
    if (typeof args[i] === 'function') return args[i](error);
  }
  throw error;
}

const storage = {
  get: (options, cb) => unavailable(options, cb),
  set: (data, options, cb) => unavailable(options, cb),
};

module.exports = { storage };
