'use strict';

/** The process around a hook: what it shows, what a hook may break, and who may say what. */

const assert = require('node:assert/strict');
const test = require('node:test');

const { encodeFrame } = require('../../../node_runtime/frames');
const { Worker, hook, runOnce } = require('./worker');

const OK = { kind: 'accepted', hasClaims: true, data: { a: [1, 'x'] } };

/** name → [expression, value] */
const SHOWN = {
  'the environment is empty': ['Object.keys(process.env)', []],
  'the environment takes what a hook writes': ['(process.env.A = "1", process.env)', { A: '1' }],
  'the command line names the hook': ['process.argv.slice(1)', ['/hook/webtask.js']],
  'Node was given no options': ['process.execArgv', []],
  'the title is plain': ['process.title', 'node'],
  'there is no main module': ['[require.main === undefined, require.main === module]', [true, false]],
  'no module of the runtime is cached': ['Object.keys(require.cache)', []],
  'the output is no terminal': ['[!!process.stdout.isTTY, process.stdout.fd, process.stderr.fd]', [false, 1, 2]],
};

for (const [name, [expression, value]] of Object.entries(SHOWN)) {
  test(`in a hook, ${name}`, async () => {
    assert.deepEqual((await runOnce(hook(`cb(null, ${expression});`))).outcome.data, value);
  });
}

test('in a hook, stdin is empty and over', async () => {
  const worker = await Worker.bound(hook('let text = ""; process.stdin.on("data", (d) => { text += d; }).on("end", () => cb(null, text));'));
  assert.equal((await worker.run()).data, '');
  await worker.close();
});

/**
 * Patches after which a hook's answer, and the next frame, still arrive as they should. Those that Node
 * itself does not survive (Array.prototype.pop, Function.prototype.apply) are not among them.
 */
const PATCHES = {
  'Array.prototype': 'for (const m of ["push", "shift", "slice", "splice", "concat", "map", "forEach", "join"]) Array.prototype[m] = broken;',
  'Array iteration': 'Array.prototype[Symbol.iterator] = broken;',
  'String.prototype': 'for (const m of ["slice", "split", "trim", "toLowerCase", "startsWith", "includes", "replace"]) String.prototype[m] = broken;',
  'Object functions': 'for (const m of ["keys", "entries", "assign", "create", "defineProperty", "getOwnPropertyNames"]) Object[m] = broken;',
  'JSON.parse': 'JSON.parse = broken;',
  'Function.prototype': 'Function.prototype.call = Function.prototype.bind = broken;',
  'Buffer and its prototype': 'for (const m of ["utf8Write", "utf8Slice", "write", "toString", "copy"]) Buffer.prototype[m] = broken; Buffer.from = Buffer.alloc = Buffer.concat = Buffer.byteLength = broken;',
  'typed arrays': 'const T = Object.getPrototypeOf(Uint8Array.prototype); T.set = T.subarray = T.slice = T.indexOf = broken; globalThis.Uint8Array = broken;',
  'the text encoders': 'TextEncoder.prototype.encode = TextDecoder.prototype.decode = globalThis.TextEncoder = broken;',
  'event emitters': 'const E = require("events").prototype; E.emit = E.on = E.once = E.removeAllListeners = broken;',
  'streams and sockets': 'const { Readable, Duplex } = require("stream"), { Socket } = require("net"); for (const P of [Readable.prototype, Duplex.prototype, Socket.prototype]) P.push = P.write = P.read = P.end = broken;',
  'file system functions': 'const fs = require("fs"); fs.write = fs.writeSync = fs.writeFileSync = broken;',
  promises: 'Object.getPrototypeOf((async () => {})()).then = globalThis.Promise = broken;',
  'the process': 'process.nextTick = process.exit = process.listenerCount = process.emitWarning = broken;',
  'the globals': 'for (const g of ["Object", "Array", "String", "Error", "Date", "Math", "Atomics", "setTimeout"]) globalThis[g] = broken;',
  'inherited toJSON': 'for (const C of [String, Number, Boolean]) C.prototype.toJSON = broken;',
  'setters on every object': 'for (const p of ["type", "kind", "header", "execution", "hasClaims", "answered", "number", "room"]) Object.defineProperty(Object.prototype, p, { set: broken, get: broken, configurable: true });',
};

for (const [name, patch] of Object.entries(PATCHES)) {
  test(`a hook that breaks ${name} is still answered for, and the next one too`, async () => {
    const worker = await Worker.bound(
      hook(`if (!global.broken) { global.broken = function broken() { throw 'broken'; }; ${patch} } cb(null, { a: [1, "x"] });`),
    );
    for (let i = 0; i < 3; i++) assert.deepEqual(await worker.run(), OK);
    await worker.close();
  });
}

test('a toJSON on Object.prototype speaks for the result, as on Auth0, and not for the frame', async () => {
  const { outcome } = await runOnce(hook('Object.prototype.toJSON = () => ({ forged: 1 }); cb(null, { a: 1 });'));
  assert.deepEqual(outcome, { kind: 'accepted', hasClaims: true, data: { forged: 1 } });
});

test("a result is made by the hook's own JSON.stringify, as on Auth0", async () => {
  const { outcome } = await runOnce(hook(`const { stringify } = JSON;
    JSON.stringify = (value) => stringify(value, (k, v) => (typeof v === 'bigint' ? String(v) : v)); cb(null, { n: 1n });`));
  assert.deepEqual(outcome, { kind: 'accepted', hasClaims: true, data: { n: '1' } });
});

for (const [name, stringify] of Object.entries({ throws: '() => { throw 1; }', 'makes no JSON': '() => "{"', 'makes nothing': '() => {}' })) {
  test(`a JSON.stringify that ${name} makes the result unusable`, async () => {
    const { outcome } = await runOnce(hook(`JSON.stringify = ${stringify}; cb(null, {});`));
    assert.deepEqual(outcome, {
      kind: 'unusable_result', message: 'Error when JSON serializing the result of the extension point',
    });
  });
}

test('an error is described though the hook has changed how stacks are made', async () => {
  const { outcome } = await runOnce(hook('Error.prepareStackTrace = (e, frames) => frames; cb(new Error("m"));'));
  assert.deepEqual([outcome.kind, outcome.message, outcome.stack], ['denied', 'm', null]);
});

test('frames may come in any cut, and several at once', async () => {
  const worker = new Worker();
  await worker.frame();
  const stream = Buffer.concat([Worker.bindFrame(hook('cb(null, scope);')), worker.executeFrame()]);
  for (const byte of stream) {
    worker.send(Buffer.of(byte));
    await new Promise(setImmediate);
  }
  assert.deepEqual(await worker.frame(), { type: 'bound' });
  assert.deepEqual((await worker.outcome()).data, ['read:a']);
  await worker.close();
});

test('a script of a mebibyte is loaded', async () => {
  const { outcome } = await runOnce(`/*${'x'.repeat(1 << 20)}*/${hook('cb(null, 1);')}`);
  assert.equal(outcome.data, 1);
});

const frame = (header) => encodeFrame({ __proto__: null, ...header });
const EXECUTE = encodeFrame({ __proto__: null, type: 'execute', execution: 1, headers: {}, query: {} }, Buffer.from('{"client":{},"audience":""}'));
const PRINTS_PROBLEM = 76;

/** name → [bytes, what the worker says before it ends] */
const VIOLATIONS = {
  'an execution before a script': [EXECUTE, "A worker that is spare received 'execute'"],
  'a second script': [Buffer.concat([Worker.bindFrame(hook('')), Worker.bindFrame(hook(''))]), "A worker that is idle received 'bind'"],
  'a second execution while one is running': [
    Buffer.concat([Worker.bindFrame(hook('')), EXECUTE, EXECUTE]), "A worker that is busy received 'execute'",
  ],
  'a frame of the wrong direction': [frame({ type: 'ready' }), "A worker that is spare received 'ready'"],
  'a type that objects have by themselves': [frame({ type: 'toString' }), "A worker that is spare received 'toString'"],
  'a length of gigabytes': [Buffer.of(0xff, 0xff, 0xff, 0xff), 'A frame of 4294967295 bytes is over the 16777216 allowed'],
  'a header that is no JSON': [Buffer.of(0, 0, 0, 5, 0, 0, 0, 1, 0x7b), "A frame's header is not JSON"],
};

for (const [name, [bytes, message]] of Object.entries(VIOLATIONS)) {
  test(`a worker ends at ${name}`, async () => {
    const worker = new Worker();
    worker.send(bytes);
    assert.deepEqual(await worker.exited, { code: PRINTS_PROBLEM, signal: null });
    assert.equal(worker.raw, `${message}\n`);
    await worker.close();
  });
}

test('a worker whose executor goes away in the middle of a frame says so', async () => {
  const worker = new Worker();
  await worker.frame();
  worker.socket.end(Buffer.of(0, 0, 0));
  assert.equal((await worker.exited).code, PRINTS_PROBLEM);
  assert.equal(worker.raw, 'The stream ended 3 bytes into a frame\n');
});

for (const [name, body] of Object.entries({
  'has a timer': 'setInterval(() => {}, 10);',
  "listens to 'exit' and never returns": 'process.on("exit", () => { for (;;); });',
})) {
  test(`a worker ends with its executor though the hook ${name}`, async () => {
    const worker = await Worker.bound(hook(`${body} cb();`));
    await worker.run();
    assert.equal((await worker.close()).code, 0);
  });
}
