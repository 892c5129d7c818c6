'use strict';

/** The codec, against the vectors that its Python twin is tested with too. */

const assert = require('node:assert/strict');
const test = require('node:test');

const { FrameError, FrameReader, encodeFrame } = require('../../../node_runtime/frames');
const vectors = require('../../vectors/frames.json');

const bytesOf = (base64) => new Uint8Array(Buffer.from(base64, 'base64'));

/** Feed `bytes` in pieces of `size` from one buffer that is overwritten, as a socket's is; then end. */
function readAll(bytes, size, maxFrame = 1 << 20) {
  const reader = new FrameReader(maxFrame);
  const buffer = new Uint8Array(size);
  const frames = [];
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    buffer.set(piece);
    reader.feed(buffer.subarray(0, piece.length));
    for (let frame; (frame = reader.next()) !== null; ) {
      frames.push({ header: frame.header, body: Uint8Array.from(frame.body) });
    }
    buffer.fill(0xaa);
  }
  reader.finish();
  return frames;
}

for (const { name, header, body_base64, bytes_base64 } of vectors.frames) {
  const body = bytesOf(body_base64);
  const bytes = bytesOf(bytes_base64);

  test(`encodes ${name}`, () => {
    assert.deepEqual(encodeFrame({ __proto__: null, ...header }, body), bytes);
  });

  test(`reads ${name}, wherever the stream is cut`, () => {
    for (let size = 1; size <= bytes.length; size++) {
      assert.deepEqual(readAll(bytes, size), [{ header, body }], `in pieces of ${size}`);
    }
  });
}

test('reads all frames of one stream, wherever it is cut', () => {
  const stream = Buffer.concat(vectors.frames.map(({ bytes_base64 }) => bytesOf(bytes_base64)));
  const expected = vectors.frames.map(({ header, body_base64 }) => ({ header, body: bytesOf(body_base64) }));
  for (let size = 1; size <= stream.length; size++) {
    assert.deepEqual(readAll(stream, size), expected, `in pieces of ${size}`);
  }
});

for (const { name, bytes_base64, max_frame, error } of vectors.broken_streams) {
  test(`refuses ${name}`, () => {
    const bytes = bytesOf(bytes_base64);
    for (let size = 1; size <= bytes.length; size++) {
      assert.throws(
        () => readAll(bytes, size, max_frame),
        (thrown) => thrown instanceof FrameError && thrown.code === error,
        `in pieces of ${size}`,
      );
    }
  });
}

test('keeps nothing for a length that it refuses', () => {
  const reader = new FrameReader(1024);
  reader.feed(Uint8Array.of(0x7f, 0xff, 0xff, 0xff));
  assert.throws(() => reader.next(), { code: 'too_long' });
  assert.ok(reader.bytes.length <= 8);
});

test('reads a body that comes in thousands of pieces', () => {
  const frame = encodeFrame({ __proto__: null, type: 'bind' }, new Uint8Array(8 << 20));
  const [{ body }] = readAll(frame, 4096, 1 << 24);
  assert.equal(body.length, 8 << 20);
});
