'use strict';

/**
 * What the hook prints, as records on descriptor 1, each with the number of the
 * execution that wrote it.
 *
 * Owns the records of docs/worker-protocol.md and the attribution. Formatting is
 * Node's own console, which writes to the two streams made here. It must not know
 * how executions begin or end.
 */

const { AsyncLocalStorage } = require('node:async_hooks');
const { Writable } = require('node:stream');

const { writeAll } = require('./descriptor');
const { Uint8Array, encode, indexOfByte, setBytes, subarray } = require('./intrinsics');

const RECORDS = 1;
const RECORD_START = 0x1e;
// U+241E, the picture of the character that starts a record.
const RECORD_START_PICTURE = [0xe2, 0x90, 0x9e];
const LOADING = 0;

const writers = new AsyncLocalStorage();
const run = writers.run.bind(writers);
const getStore = writers.getStore.bind(writers);

let bytesEach = 0;
// The execution that is charged for text whose writer is unknown, as in a signal handler.
let latest = { number: LOADING, room: 0 };

/** From now on each execution may write `bytes` of text. */
function allowConsole(bytes) {
  bytesEach = bytes;
}

/** Do `work`; what it prints, now and in everything it starts, is execution `number`'s. */
function attribute(number, work) {
  // One byte more than is allowed tells the executor that there was more text.
  latest = { number, room: bytesEach + 1 };
  return run(latest, work);
}

/** The same for the script's own top level, before there is an execution. */
function attributeLoading(work) {
  return attribute(LOADING, work);
}

/** Return the number of the execution that the running code is part of; 0 while the script loads. */
function runningNumber() {
  return (getStore() ?? latest).number;
}

/** Return the stream that takes the place of process.stdout ('o') or process.stderr ('e'). */
function consoleStream(tag, fd) {
  const stream = new Writable({
    write(bytes, _encoding, done) {
      writeRecord(tag, bytes);
      done();
    },
    // Node's own two can neither be ended for good nor be destroyed.
    destroy(error, done) {
      done(error);
      this._undestroy();
    },
  });
  stream.fd = fd;
  stream._type = 'pipe';
  stream._isStdio = true;
  return stream;
}

/** Write text, in UTF-8, as the running code's: 'o' for stdout, 'e' for stderr. */
function writeRecord(tag, bytes) {
  const writer = getStore() ?? latest;
  let text = withoutRecordStart(bytes);
  if (text.length > writer.room) text = subarray(text, 0, writer.room);
  if (text.length === 0) return;
  writer.room -= text.length;

  const head = encode(`\x1e${tag}${writer.number}:`);
  const all = new Uint8Array(head.length + text.length);
  setBytes(all, head, 0);
  setBytes(all, text, head.length);
  writeAll(RECORDS, all);
}

/** In UTF-8 this byte is never part of another character. */
function withoutRecordStart(bytes) {
  if (indexOfByte(bytes, RECORD_START) === -1) return bytes;
  const replaced = new Uint8Array(3 * bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === RECORD_START) {
      setBytes(replaced, RECORD_START_PICTURE, length);
      length += RECORD_START_PICTURE.length;
    } else {
      replaced[length++] = bytes[i];
    }
  }
  return subarray(replaced, 0, length);
}

module.exports = { allowConsole, attribute, attributeLoading, consoleStream, runningNumber, writeRecord };
