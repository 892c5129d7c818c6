/*
 * Load on ExecuteHooks: one stream, always as many executions in flight as asked for.
 *
 *     node stream.mjs ADDRESS FILE IN_FLIGHT WARM_SECONDS SECONDS
 *
 * FILE holds an ExecuteHookRequest as bytes, without its request_id. Messages are put
 * together and taken apart here by their bytes, because a load generator shares the
 * machine with what it measures: nghttp2 (Node's own) and a few copies are all it costs.
 * Prints {answers, failed, seconds, latencies_us} as JSON; `answers` are those of the
 * first, uncounted seconds too.
 */

import { readFileSync } from 'node:fs';
import http2 from 'node:http2';

const [address, file, inFlight, warmSeconds, seconds] = process.argv.slice(2);
const FRAME = 5;
const ID = 4;
// Protocol Buffers: field number and wire type of what is written and read here.
const REQUEST_ID = 0x0a;
const ACCEPTED = 0x12;

const request = readFileSync(file);
const messages = Array.from({ length: Number(inFlight) }, (_, slot) => {
  const message = Buffer.alloc(FRAME + 2 + ID + request.length);
  message.writeUInt32BE(message.length - FRAME, 1);
  message.writeUInt8(REQUEST_ID, FRAME);
  message.writeUInt8(ID, FRAME + 1);
  message.write(String(slot).padStart(ID, '0'), FRAME + 2, 'ascii');
  request.copy(message, FRAME + 2 + ID);
  return message;
});
const sentAt = new Float64Array(messages.length);
const latencies = [];
let answers = 0;
let failed = 0;
let from = Infinity;
let until = Infinity;

const session = http2.connect(`http://${address}`, { settings: { initialWindowSize: 2 ** 24 } });
const stream = session.request({
  ':method': 'POST',
  ':path': '/warmhook.executor.v1.HookExecutor/ExecuteHooks',
  'content-type': 'application/grpc',
  te: 'trailers',
});

function send(slot) {
  sentAt[slot] = performance.now();
  stream.write(messages[slot]);
}

function finish() {
  const took = (performance.now() - from) / 1000;
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
  let at = 0;
  stream.cork();
  while (pending.length - at >= FRAME) {
    const end = at + FRAME + pending.readUInt32BE(at + 1);
    if (pending.length < end) break;
    const id = at + FRAME + 2;
    if (pending[id - 2] !== REQUEST_ID || pending[id + ID] !== ACCEPTED) failed += 1;
    const slot = Number(pending.toString('latin1', id, id + ID));
    answers += 1;
    if (now >= from) latencies.push(now - sentAt[slot]);
    send(slot);
    at = end;
  }
  stream.uncork();
  pending = pending.subarray(at);
  if (now >= until) finish();
});
stream.on('trailers', (headers) => fail(JSON.stringify(headers)));
stream.on('error', (error) => fail(error.message));
session.on('error', (error) => fail(error.message));

from = performance.now() + Number(warmSeconds) * 1000;
until = from + Number(seconds) * 1000;
for (let slot = 0; slot < messages.length; slot += 1) send(slot);
