'use strict';

/**
 * A real worker to test: node_runtime/main.js in a process of its own, with the
 * executor's end of its three descriptors.
 *
 * Node gives a child duplex sockets for every descriptor but 0 to 2, so a shell
 * puts the one made as 3 where the worker expects it.
 */

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');

const { FrameReader, encodeFrame } = require('../../../node_runtime/frames');

const MAIN = path.join(__dirname, '../../../node_runtime/main.js');
const SOCKET_AS_STDIN = 'exec "$@" <&3 3<&-';
const SOCKET = 3;
// Far above what any test needs: a worker that lives so long is killed, and its test has failed.
const LIFE_MS = 20_000;

const EXCHANGE = {
  client: { tenant: 'acme', id: 'c1', name: 'Client', metadata: { plan: 'full' } },
  scope: ['read:a'],
  audience: 'https://api.example.com/',
  context: { ip: '10.0.0.1', userAgent: 'curl' },
};
const REGISTRATION = {
  user: { id: 'u1', email: 'a@example.com' },
  context: { requestLanguage: 'en', connection: { id: 'con_1', name: 'db', tenant: 'acme' } },
};
const PHONE = {
  recipient: '+15550100',
  text: 'Your code is 1234',
  context: {
    message_type: 'sms',
    action: 'enrollment',
    language: 'en',
    code: '1234',
    ip: '10.0.0.1',
    user_agent: 'curl',
    user: { user_id: 'u1' },
  },
};

class Worker {
  constructor(flags = []) {
    this.child = spawn('/bin/sh', ['-c', SOCKET_AS_STDIN, 'sh', process.execPath, ...flags, MAIN], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { LEFT_OVER: 'from whoever started the worker' },
    });
    this.socket = this.child.stdio[SOCKET];
    this.reader = new FrameReader(1 << 24);
    this.received = [];
    this.waiting = [];
    this.over = false;
    this.executions = 0;
    this.printed = Buffer.alloc(0);
    this.raw = '';
    this.child.stdout.on('data', (data) => (this.printed = Buffer.concat([this.printed, data])));
    this.child.stderr.on('data', (data) => (this.raw += data));
    this.socket.on('data', (data) => this.take(data));
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.over = true;
      this.waiting.splice(0).forEach((resolve) => resolve(null));
    });
    const life = setTimeout(() => this.child.kill('SIGKILL'), LIFE_MS);
    this.exited = once(this.child, 'close').then(([code, signal]) => {
      clearTimeout(life);
      return { code, signal };
    });
  }

  /** Start a worker that holds `script`. */
  static async bound(script, binding) {
    const worker = new Worker();
    await worker.frame();
    worker.send(Worker.bindFrame(script, binding));
    await worker.frame();
    return worker;
  }

  static bindFrame(script, binding = {}) {
    const { trigger = 'credentials-exchange', secrets = {}, resultBytes = 1 << 20, consoleBytes = 1 << 16 } = binding;
    return encodeFrame({ type: 'bind', trigger, secrets, resultBytes, consoleBytes }, Buffer.from(script));
  }

  executeFrame(body = EXCHANGE, { headers = {}, query = {} } = {}) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return encodeFrame({ type: 'execute', execution: ++this.executions, headers, query }, Buffer.from(text));
  }

  /** Run the hook once; the outcome, with its body parsed as `data`, or null where the worker ended. */
  async run(body, request) {
    this.send(this.executeFrame(body, request));
    return this.outcome();
  }

  send(bytes) {
    this.socket.write(bytes);
  }

  take(data) {
    this.reader.feed(data);
    for (let frame; (frame = this.reader.next()) !== null; ) {
      const { type, ...fields } = frame.header;
      const text = Buffer.from(frame.body).toString();
      const received = { type, ...fields, ...(text === '' ? {} : { data: JSON.parse(text) }) };
      const waiting = this.waiting.shift();
      if (waiting) waiting(received);
      else this.received.push(received);
    }
  }

  /** The next frame, or null where there will be none. */
  frame() {
    if (this.received.length > 0) return Promise.resolve(this.received.shift());
    if (this.over) return Promise.resolve(null);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  async outcome() {
    const frame = await this.frame();
    if (frame === null) return null;
    const { type, execution, ...outcome } = frame;
    if (type !== 'outcome' || execution !== this.executions) throw new Error(`expected an outcome, got ${type}`);
    return outcome;
  }

  /** Close the socket, wait for the end, and return how the process ended and what it printed. */
  async close() {
    this.socket.end();
    const exit = await this.exited;
    this.socket.destroy();
    return { ...exit, records: records(this.printed), raw: this.raw };
  }
}

/** [[stream, execution, text], …] with neighbours of one writer joined. */
function records(printed) {
  const joined = [];
  for (const record of printed.toString().split('\x1e').slice(1)) {
    const [, stream, execution, text] = /^([oe])(\d+):([^]*)$/.exec(record);
    const last = joined[joined.length - 1];
    if (last && last[0] === stream && last[1] === Number(execution)) last[2] += text;
    else joined.push([stream, Number(execution), text]);
  }
  return joined;
}

/** Run `script` once in a worker of its own, and return its outcome and how the worker ended. */
async function runOnce(script, { body, request, ...binding } = {}) {
  const worker = await Worker.bound(script, binding);
  const outcome = await worker.run(body, request);
  return { outcome, ...(await worker.close()) };
}

/** A credentials-exchange hook with this body. */
const hook = (body) => `module.exports = function (client, scope, audience, context, cb) {\n${body}\n};`;

module.exports = { EXCHANGE, PHONE, REGISTRATION, Worker, hook, runOnce };
