'use strict';

/**
 * Frames between the executor and a worker: the codec, twin of executor/worker/frames.py.
 *
 * Owns the layout that docs/worker-protocol.md describes: bytes in, frames out,
 * and back. It must not know what a frame means or where bytes come from. Both
 * twins are tested against tests/vectors/frames.json.
 */

const { Uint8Array, decode, encode, parse, setBytes, stringify, subarray } = require('./intrinsics');

const WORD = 4;
const LENGTHS = 2 * WORD;
const EMPTY = new Uint8Array(0);

/** The bytes are not a frame. `code` is stable, for tests and logs. */
class FrameError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * Return the bytes of a frame. `header` must have no prototype (a `toJSON` that a
 * hook put on Object.prototype would speak for it), and a string `type`.
 */
function encodeFrame(header, body = EMPTY) {
  const head = encode(stringify(header));
  const bytes = new Uint8Array(LENGTHS + head.length + body.length);
  writeWord(bytes, 0, WORD + head.length + body.length);
  writeWord(bytes, WORD, head.length);
  setBytes(bytes, head, LENGTHS);
  setBytes(bytes, body, LENGTHS + head.length);
  return bytes;
}

/**
 * Takes bytes as they come, in any cut, and gives whole frames:
 *
 *     reader.feed(bytes);
 *     for (let frame; (frame = reader.next()) !== null; ) { … }
 *
 * A frame's body is a view that the next `feed` may invalidate. `maxFrame` bounds
 * the length a frame may claim; a larger claim is refused when it is read, before
 * anything is kept for it. After a FrameError the reader cannot be used.
 */
class FrameReader {
  constructor(maxFrame) {
    this.maxFrame = maxFrame;
    // What has been fed and not been taken is bytes[start, end).
    this.bytes = EMPTY;
    this.start = 0;
    this.end = 0;
    // Whether `bytes` is ours, or the caller's and good only until it reads again.
    this.owned = true;
  }

  feed(chunk) {
    const held = this.end - this.start;
    if (held === 0) {
      this.bytes = chunk;
      this.start = 0;
      this.end = chunk.length;
      this.owned = false;
      return;
    }
    if (this.end + chunk.length > this.bytes.length) this.moveTo(2 * (held + chunk.length));
    setBytes(this.bytes, chunk, this.end);
    this.end += chunk.length;
  }

  /** Return the next frame as {header, body}, or null where more bytes are needed. */
  next() {
    const held = this.end - this.start;
    if (held >= WORD) {
      const length = readWord(this.bytes, this.start);
      this.checkLengths(length, held >= LENGTHS ? readWord(this.bytes, this.start + WORD) : 0);
      if (held >= WORD + length) return this.take(length);
    }
    if (!this.owned) this.moveTo(held);
    return null;
  }

  /** The stream has ended; throws if it ended inside a frame. */
  finish() {
    const held = this.end - this.start;
    if (held > 0) throw new FrameError('incomplete', `The stream ended ${held} bytes into a frame`);
  }

  checkLengths(length, headerLength) {
    if (length > this.maxFrame) {
      throw new FrameError('too_long', `A frame of ${length} bytes is over the ${this.maxFrame} allowed`);
    }
    if (length < WORD || headerLength > length - WORD) {
      throw new FrameError('header_longer_than_frame', "A frame's header does not fit into the frame");
    }
  }

  take(length) {
    const head = this.start + LENGTHS;
    const body = head + readWord(this.bytes, this.start + WORD);
    const end = this.start + WORD + length;
    this.start = end;
    return { header: readHeader(subarray(this.bytes, head, body)), body: subarray(this.bytes, body, end) };
  }

  moveTo(capacity) {
    const held = subarray(this.bytes, this.start, this.end);
    this.bytes = new Uint8Array(capacity);
    setBytes(this.bytes, held, 0);
    this.start = 0;
    this.end = held.length;
    this.owned = true;
  }
}

function readHeader(bytes) {
  let header;
  try {
    header = parse(decode(bytes));
  } catch {
    throw new FrameError('header_not_json', "A frame's header is not JSON");
  }
  if (typeof header !== 'object' || header === null || header instanceof Array) {
    throw new FrameError('header_not_object', "A frame's header is not a JSON object");
  }
  if (typeof header.type !== 'string') {
    throw new FrameError('type_missing', "A frame's header has no type");
  }
  return header;
}

function readWord(bytes, at) {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

function writeWord(bytes, at, word) {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

module.exports = { FrameError, FrameReader, encodeFrame };
