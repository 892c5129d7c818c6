'use strict';

/**
 * Writing to a file descriptor, all of it, now.
 *
 * An outcome has to be on its way before the next statement of the hook runs, and
 * a console record before the outcome that it precedes. Streams promise neither.
 * It must not know what the bytes are.
 */

const { subarray, wait, writeSync } = require('./intrinsics');

// How long to sleep if the reader is slower than we are and the descriptor
// does not block by itself.
const FULL_MS = 1;
const bell = new Int32Array(new SharedArrayBuffer(4));

/** Write all of `bytes` to `fd`. Throws if the reader has gone. */
function writeAll(fd, bytes) {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, written === 0 ? bytes : subarray(bytes, written));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      wait(bell, 0, 0, FULL_MS);
    }
  }
}

module.exports = { writeAll };
