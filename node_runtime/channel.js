'use strict';

/**
 * Frames over the socket that is descriptor 0.
 *
 * Reads through libuv without a stream's machinery, which hooks may patch and
 * which costs time; writes at once. It must not know what frames mean.
 */

const { Socket } = require('node:net');

const { writeAll } = require('./descriptor');
const { FrameReader, encodeFrame } = require('./frames');
const { subarray } = require('./intrinsics');

const SOCKET = 0;
const READ_BYTES = 64 * 1024;
// Script, secrets and arguments have far lower bounds of their own in the executor.
const MAX_FRAME = 16 * 1024 * 1024;

/**
 * Start reading. `onFrame(header, body)` gets each frame as it is complete; the
 * body is good only during the call. `onEnd(error)` is called once when no more
 * will come, with null if the executor closed the socket between frames.
 *
 * The open socket is also what keeps the process alive while a hook has nothing
 * left to do and has not called back.
 */
function openChannel(onFrame, onEnd) {
  const reader = new FrameReader(MAX_FRAME);
  let failure = null;

  function onBytes(length, buffer) {
    reader.feed(subarray(buffer, 0, length));
    for (;;) {
      let frame;
      try {
        frame = reader.next();
      } catch (error) {
        failure = error;
        socket.destroy();
        return false;
      }
      if (frame === null) return true;
      onFrame(frame.header, frame.body);
    }
  }

  function onClose() {
    try {
      if (failure === null) reader.finish();
    } catch (error) {
      failure = error;
    }
    onEnd(failure);
  }

  const socket = new Socket({
    fd: SOCKET,
    onread: { buffer: Buffer.allocUnsafeSlow(READ_BYTES), callback: onBytes },
  });
  socket.on('error', (error) => {
    failure = error;
  });
  socket.on('close', onClose);
}

/** Send one frame. `header` must have no prototype. */
function sendFrame(header, body) {
  writeAll(SOCKET, encodeFrame(header, body));
}

module.exports = { openChannel, sendFrame };
