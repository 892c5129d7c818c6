/*
 * Load on ExecuteHooks, ExecuteHookBatches or the local socket: one stream, always as many
 * executions in flight as asked for. What has been answered by one chunk is sent again in
 * one go. At the end it waits for what is in flight: a caller that goes away has its hooks
 * stopped, and the executor then starts workers for whoever is measured next.
 *
 *     node stream.mjs ADDRESS METHOD FILE IN_FLIGHT WARM_SECONDS SECONDS [EXECUTIONS]
 *
 * METHOD `local` has the socket's name for ADDRESS, and no gRPC.
 * FILE holds an ExecuteHookRequest as bytes, without its request_id. Messages are put
 * together and taken apart here by their bytes, because a load generator shares the
 * machine with what it measures: nghttp2 (Node's own) and a few copies are all it costs.
 * Prints {answers, failed, seconds, latencies_us} as JSON; `answers` are those of the
 * first, uncounted seconds too.
 */

import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import net from 'node:net';

const [address, method, file, inFlight, warmSeconds, seconds, executions = Infinity] = process.argv.slice(2);
const IN_BATCHES = method === 'ExecuteHookBatches';
const LOCALLY = method === 'local';
// Before each message: its length, to which gRPC adds a flag.
const LENGTH = 4;
const FRAME = LOCALLY ? LENGTH : LENGTH + 1;
// Characters of a request_id: the number of its place among those in flight.
const ID = 4;
// Protocol Buffers: field number and wire type of what is written and read here.
const REPEATED = 0x0a;
const REQUEST_ID = 0x0a;
const ACCEPTED = 0x12;

function varint(value) {
  const bytes = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}

const request = readFileSync(file);
// One request each, as it stands in a batch or in a frame of its own.
const messages = Array.from({ length: Number(inFlight) }, (_, slot) => {
  const id = Buffer.from(String(slot).padStart(ID, '0'), 'ascii');
  const message = Buffer.concat([Buffer.from([REQUEST_ID, ID]), id, request]);
  return IN_BATCHES ? Buffer.concat([Buffer.from([REPEATED]), varint(message.length), message]) : message;
});

const sentAt = new Float64Array(messages.length);
const latencies = [];
let answers = 0;
let failed = 0;
let waiting = 0;
// Executions that may still be sent.
let left = Number(executions);
let from = Infinity;
let until = Infinity;
// Seconds that were counted, when they are over.
let took;

function call() {
  const session = http2.connect(`http://${address}`, { settings: { initialWindowSize: 2 ** 24 } });
  session.on('error', (error) => fail(error.message));
  return session.request({
    ':method': 'POST',
    ':path': `/warmhook.executor.v1.HookExecutor/${method}`,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
}

// The zero byte stands before names in Linux's abstract namespace.
const stream = LOCALLY ? net.connect({ path: address.startsWith('/') ? address : `\0${address}` }) : call();

function framed(parts) {
  const head = Buffer.alloc(FRAME);
  head.writeUInt32BE(
    parts.reduce((sum, part) => sum + part.length, 0),
    FRAME - LENGTH,
  );
  return Buffer.concat([head, ...parts]);
}

function send(answered) {
  const slots = answered.slice(0, left);
  left -= slots.length;
  if (!slots.length) return;
  const now = performance.now();
  for (const slot of slots) sentAt[slot] = now;
  waiting += slots.length;
  if (IN_BATCHES) stream.write(framed(slots.map((slot) => messages[slot])));
  else stream.write(Buffer.concat(slots.map((slot) => framed([messages[slot]]))));
}

// Looks at one ExecuteHookResponse and answers whose it is.
function take(message, now) {
  const slot = Number(message.toString('latin1', 2, 2 + ID));
  answers += 1;
  waiting -= 1;
  if (message[0] !== REQUEST_ID || message[2 + ID] !== ACCEPTED) failed += 1;
  if (now >= from && took === undefined) latencies.push(now - sentAt[slot]);
  return slot;
}

function* responses(payload) {
  // The executor's first word on the local socket is an empty one.
  if (!IN_BATCHES && payload.length) yield payload;
  for (let at = 0; IN_BATCHES && at < payload.length; ) {
    let length = 0;
    at += 1;
    for (let shift = 0; ; shift += 7) {
      const byte = payload[at];
      at += 1;
      length += (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    yield payload.subarray(at, at + length);
    at += length;
  }
}

function finish() {
  const latenciesUs = latencies.map((milliseconds) => Math.round(milliseconds * 1000));
  process.stdout.write(JSON.stringify({ answers, failed, seconds: took, latencies_us: latenciesUs }), () => {
    process.exit(0);
  });
}

function fail(why) {
  process.stderr.write(`the stream ended: ${why}\n`);
  process.exit(1);
}

let pending = Buffer.alloc(0);
stream.on('data', (chunk) => {
  const now = performance.now();
  pending = pending.length ? Buffer.concat([pending, chunk]) : chunk;
  const slots = [];
  let at = 0;
  while (pending.length - at >= FRAME) {
    const end = at + FRAME + pending.readUInt32BE(at + FRAME - LENGTH);
    if (pending.length < end) break;
    for (const response of responses(pending.subarray(at + FRAME, end))) slots.push(take(response, now));
    at = end;
  }
  pending = pending.subarray(at);
  if (now < until && left) {
    send(slots);
    return;
  }
  took ??= (now - from) / 1000;
  if (!waiting) finish();
});
stream.on('trailers', (headers) => fail(JSON.stringify(headers)));
stream.on('error', (error) => fail(error.message));
stream.on('close', () => fail('it was closed'));

from = performance.now() + Number(warmSeconds) * 1000;
until = from + Number(seconds) * 1000;
send([...messages.keys()]);
