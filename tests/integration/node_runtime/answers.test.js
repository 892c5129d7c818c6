'use strict';

/** What a hook can do with its call, and the one answer that comes of it. */

const assert = require('node:assert/strict');
const test = require('node:test');

const { REGISTRATION, Worker, hook, runOnce } = require('./worker');

const accepted = (data) => ({ kind: 'accepted', hasClaims: true, data });
const NO_CLAIMS = { kind: 'accepted', hasClaims: false };
const HEADERS_SENT = 'Cannot write headers after they are sent to the client';

/** name → [what the hook's body does, the outcome] */
const ANSWERS = {
  'cb with claims': ['cb(null, { a: 1 });', accepted({ a: 1 })],
  'cb with nothing': ['cb();', NO_CLAIMS],
  'cb with null': ['cb(null, null);', accepted(null)],
  'cb with a string': ['cb(null, "str");', accepted('str')],
  'cb with a function': ['cb(null, function () {});', NO_CLAIMS],
  'cb with 0 for an error': ['cb(0, { a: 1 });', accepted({ a: 1 })],
  'cb with "" for an error': ['cb("", { a: 1 });', accepted({ a: 1 })],
  'cb with NaN for an error': ['cb(NaN, { a: 1 });', accepted({ a: 1 })],
  'cb with more than it takes': ['cb(null, 1, 2, 3);', accepted(1)],
  'cb later': ['setTimeout(() => cb(null, 1), 5);', accepted(1)],
  'cb in an async function': [
    'return (async () => { await null; cb(null, await Promise.resolve(2)); })();', accepted(2),
  ],
  'a return value, which is ignored': ['setImmediate(() => cb(null, 1)); return { not: "this" };', accepted(1)],
  'cb, then a rejected promise that somebody handles': [
    'Promise.reject(new Error("x")).catch(() => cb(null, 1));', accepted(1),
  ],
  'cb twice: the first stands': ['cb(null, 1); try { cb(null, 2); } catch {}', accepted(1)],
  'cb with an error after claims': ['cb(null, 1); try { cb(new Error("no")); } catch {}', accepted(1)],
  'cb inside a toJSON: the inner one stands': [
    'cb(null, { toJSON() { cb(null, "inner"); return "outer"; } });', accepted('inner'),
  ],
  'a throw after cb': ['cb(null, 1); throw new Error("late");', accepted(1)],
  'claims that are no JSON': [
    'var a = {}; a.a = a; cb(null, a);',
    { kind: 'unusable_result', message: 'Error when JSON serializing the result of the extension point' },
  ],
  'cb with an error that cannot be read, caught, and cb again': [
    'try { cb({ get message() { throw new Error("mine"); } }); } catch (e) { cb(null, e.message); }', accepted('mine'),
  ],
  'an own listener for what nobody catches': [
    'process.on("uncaughtException", (e) => cb(null, "handled " + e.message)); setImmediate(() => { throw new Error("x"); });',
    accepted('handled x'),
  ],
  'an own listener for rejections': [
    'process.on("unhandledRejection", (e) => cb(null, "handled " + e)); Promise.reject("x");', accepted('handled x'),
  ],
};

for (const [name, [body, expected]] of Object.entries(ANSWERS)) {
  test(`${name}; the worker lives`, async () => {
    const { outcome, code } = await runOnce(hook(body));
    assert.deepEqual(outcome, expected);
    assert.equal(code, 0);
  });
}

/** name → [script, outcome without its stack] */
const THROWS = {
  'an Error': [hook('throw new Error("boom");'), 'Error', 'boom'],
  'a TypeError': [hook('null.x;'), 'TypeError', "Cannot read properties of null (reading 'x')"],
  'a string': [hook('throw "text";'), null, 'text'],
  'an error given to cb that cannot be read': [hook('cb({ get message() { throw new RangeError("mine"); } });'), 'RangeError', 'mine'],
  'no function exported': ['var nothing;', 'TypeError', 'func is not a function'],
  'an object exported': ['exports.default = function () {};', 'TypeError', 'func is not a function'],
  'null exported': ['module.exports = null;', 'TypeError', 'func is not a function'],
  'a class exported': ['module.exports = class A {};', 'TypeError', "Class constructor A cannot be invoked without 'new'"],
  'scope pushed to where there is none': [
    hook('delete context.webtask.body.scope; scope = undefined; scope.push("extra");'),
    'TypeError', "Cannot read properties of undefined (reading 'push')",
  ],
};

for (const [name, [script, errorName, message]] of Object.entries(THROWS)) {
  test(`threw: ${name}; the worker lives`, async () => {
    const worker = await Worker.bound(script);
    for (let i = 0; i < 2; i++) {
      const { stack, ...outcome } = await worker.run();
      assert.deepEqual(outcome, { kind: 'threw', name: errorName, message, uncaught: false });
      assert.ok(stack === null || typeof stack === 'string');
    }
    assert.equal((await worker.close()).code, 0);
  });
}

/** name → [what the hook's body does, name, message] */
const FATAL = {
  'throw null': ['throw null;', null, 'null'],
  'throw undefined': ['throw undefined;', null, 'undefined'],
  'a throw in a timer': ['setTimeout(() => { throw new RangeError("late"); }, 1);', 'RangeError', 'late'],
  'a throw in nextTick': ['process.nextTick(() => { throw new Error("tick"); });', 'Error', 'tick'],
  'a throw in a microtask': ['queueMicrotask(() => { throw new Error("micro"); });', 'Error', 'micro'],
  'an error event nobody listens to': ['setImmediate(() => new (require("events"))().emit("error", new Error("event")));', 'Error', 'event'],
  'a rejected promise nobody handles': ['return Promise.reject(new Error("rejected"));', 'Error', 'rejected'],
};

for (const [name, [body, errorName, message]] of Object.entries(FATAL)) {
  test(`threw, uncaught: ${name}; the worker ends by itself`, async () => {
    const worker = await Worker.bound(hook(body));
    const { stack, ...outcome } = await worker.run();
    assert.deepEqual(outcome, { kind: 'threw', name: errorName, message, uncaught: true });
    assert.ok(stack === null || typeof stack === 'string');
    assert.equal((await worker.exited).code, 1);
    assert.deepEqual(await worker.frame(), { type: 'ending', seen: worker.executions });
    assert.equal(await worker.frame(), null);
    await worker.close();
  });
}

test('a worker that ends says what it had begun, and what was sent meanwhile it has not', async () => {
  const worker = await Worker.bound(
    hook('cb(null, 1); setImmediate(() => { const until = Date.now() + 100; while (Date.now() < until); throw 1; });'),
  );
  assert.deepEqual(await worker.run(), accepted(1));
  const begun = worker.executions;
  worker.send(worker.executeFrame());
  assert.deepEqual(await worker.frame(), { type: 'ending', seen: begun });
  assert.equal((await worker.exited).code, 1);
});

test('an async function that throws is a rejected promise nobody handles', async () => {
  const { outcome, code } = await runOnce('module.exports = async function () { throw new TypeError("async"); };');
  assert.deepEqual([outcome.kind, outcome.message, outcome.uncaught, code], ['threw', 'async', true, 1]);
});

test('a rejection with no Error says what it was', async () => {
  const { outcome } = await runOnce(hook('Promise.reject("just text");'));
  assert.match(outcome.message, /just text/);
});

test('a second cb throws ERR_HTTP_HEADERS_SENT into the hook', async () => {
  const body = 'cb(null, 1); try { cb(); } catch (e) { global.seen = [e.code, e.message, e.name, e instanceof Error]; }';
  const worker = await Worker.bound(hook(`if (global.seen) return cb(null, global.seen); ${body}`));
  await worker.run();
  assert.deepEqual((await worker.run()).data, ['ERR_HTTP_HEADERS_SENT', HEADERS_SENT, 'Error', true]);
  await worker.close();
});

test('a second cb in a later callback ends the worker, after the first has been answered', async () => {
  const { outcome, code, raw } = await runOnce(hook('cb(null, 1); setImmediate(cb);'));
  assert.deepEqual(outcome, accepted(1));
  // The socket closes at about the same time; whichever is first, there is no second outcome.
  assert.ok(code === 1 ? raw.includes('ERR_HTTP_HEADERS_SENT') : code === 0);
});

test('a hook that never calls back is never answered for, and its worker waits', async () => {
  const worker = await Worker.bound(hook(''));
  worker.send(worker.executeFrame());
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual([worker.received, worker.child.exitCode], [[], null]);
  assert.equal((await worker.close()).code, 0);
});

test('process.exit in a hook ends its worker without an outcome', async () => {
  const worker = await Worker.bound(hook('process.exit(3);'));
  worker.send(worker.executeFrame());
  assert.deepEqual(await worker.frame(), { type: 'ending', seen: worker.executions });
  assert.equal(await worker.frame(), null);
  assert.deepEqual(await worker.exited, { code: 3, signal: null });
});

test('the outcome leaves before the statement after cb', async () => {
  const worker = await Worker.bound(hook('cb(null, 1); for (;;);'));
  assert.deepEqual(await worker.run(), accepted(1));
  worker.child.kill('SIGKILL');
  await worker.exited;
});

test('work goes on after cb, and into the next execution', async () => {
  const worker = await Worker.bound(
    'var late = 0; module.exports = (a, b, c, d, cb) => { cb(null, late); setTimeout(() => late++, 10); };',
  );
  assert.deepEqual((await worker.run()).data, 0);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual((await worker.run()).data, 1);
  await worker.close();
});

test('an answer that comes late is not the answer of the next execution', async () => {
  const worker = await Worker.bound(
    'var first; module.exports = (a, b, c, d, cb) => {' +
      ' if (first) { try { first(null, "stale"); } catch (e) { return cb(null, e.code); } } first = cb; cb(null, 1); };',
  );
  assert.deepEqual((await worker.run()).data, 1);
  assert.deepEqual((await worker.run()).data, 'ERR_HTTP_HEADERS_SENT');
  await worker.close();
});

test('an error denies with the name of its class, if the class is one of the prelude', async () => {
  const worker = await Worker.bound(
    'class Mine extends InvalidRequestError {}\n' +
      hook('cb(new { A: InvalidScopeError, B: InvalidRequestError, C: ServerError, D: Mine, E: TypeError }[scope[0]]("no"));'),
  );
  const names = [];
  for (const scope of 'ABCDE') {
    const { kind, name, message } = await worker.run({ client: {}, scope: [scope], audience: '' });
    assert.deepEqual([kind, message], ['denied', 'no']);
    names.push(name);
  }
  assert.deepEqual(names, ['InvalidScopeError', 'InvalidRequestError', 'ServerError', 'Mine', null]);
  await worker.close();
});

test('a result longer than the hook may answer with is unusable, and the message says by how much', async () => {
  const { outcome } = await runOnce(hook('cb(null, "x".repeat(100));'), { resultBytes: 50 });
  assert.deepEqual(outcome, { kind: 'unusable_result', message: 'The result is 102 bytes of JSON, and 50 are allowed' });
});

test('a result of a mebibyte arrives whole', async () => {
  const { outcome } = await runOnce(hook('cb(null, "é".repeat(500000));'));
  assert.equal(outcome.data, 'é'.repeat(500000));
});

for (const [name, argument] of Object.entries({ nothing: '', null: 'null', 'an empty string': '""', zero: '0' })) {
  test(`a registration hook that hands over ${name} has answered {}`, async () => {
    const { outcome } = await runOnce(`module.exports = (user, context, cb) => cb(null, ${argument || 'undefined'});`, {
      trigger: 'pre-user-registration',
      body: REGISTRATION,
    });
    assert.deepEqual(outcome, accepted({}));
  });
}
