'use strict';

/** What a hook prints: with Node's formatting, charged to the execution that wrote it. */

const assert = require('node:assert/strict');
const test = require('node:test');

const { Worker, hook, runOnce } = require('./worker');

/** name → [what the hook does, the records, as [stream, execution, text]] */
const PRINTED = {
  'console.log': ['console.log("a %s %d %j", "b", 1, { c: 2 }, [3]);', [['o', 1, 'a b 1 {"c":2} [ 3 ]\n']]],
  'console.info and debug': ['console.info("i"); console.debug("d");', [['o', 1, 'i\nd\n']]],
  'console.error and warn': ['console.error("e"); console.warn("w");', [['e', 1, 'e\nw\n']]],
  'console.dir': ['console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });', [['o', 1, '{ a: [Object] }\n']]],
  'groups indent': ['console.group("g"); console.log("in"); console.groupEnd(); console.log("out");', [['o', 1, 'g\n  in\nout\n']]],
  'console.count': ['console.count(); console.count(); console.countReset(); console.count();', [['o', 1, 'default: 1\ndefault: 2\ndefault: 1\n']]],
  'console.assert': ['console.assert(true); console.assert(false, "no");', [['e', 1, 'Assertion failed: no\n']]],
  'console.table': ['console.table([{ a: 1 }]);', /^┌─────────┬───┐\n│ \(index\) │ a │\n/],
  'console.time': ['console.time("t"); console.timeEnd("t");', /^t: [\d.]+m?s\n$/],
  'console.trace': ['console.trace("here");', /^Trace: here\n {4}at .*\/hook\/webtask\.js:2:/],
  'an error': ['console.log(new Error("x"));', /^Error: x\n {4}at .*\/hook\/webtask\.js:2:/],
  'the context, which is inside itself': ['console.log(context);', /^<ref \*1> \{\n {2}ip: '10\.0\.0\.1',[^]*context: \[Circular \*1\]/],
  'process.stdout.write': ['process.stdout.write("no newline"); process.stdout.write(Buffer.from(" é"));', [['o', 1, 'no newline é']]],
  'process.stdout.write with an encoding': ['process.stdout.write("c3a9", "hex");', [['o', 1, 'é']]],
  'process.stderr.write': ['process.stderr.write("err");', [['e', 1, 'err']]],
  'a stream piped into stdout': [
    'require("stream").Readable.from(["a", "b"]).on("end", () => { console.log("c"); cb(); }).pipe(process.stdout); return;',
    [['o', 1, 'abc\n']],
  ],
  'a Console of the hook\'s own': ['new console.Console(process.stdout, process.stderr).log("own");', [['o', 1, 'own\n']]],
  'the character that starts a record': ['console.log("a\\x1eo9:forged");', [['o', 1, 'a\u241eo9:forged\n']]],
  'text outside the basic plane': ['console.log("é 🏔");', [['o', 1, 'é 🏔\n']]],
  'a lone surrogate': ['console.log("\\ud800");', [['o', 1, '\ufffd\n']]],
  'nothing at all': ['process.stdout.write("");', []],
};

for (const [name, [body, expected]] of Object.entries(PRINTED)) {
  test(`prints ${name}`, async () => {
    const { outcome, records, raw } = await runOnce(hook(`${body}\ncb();`));
    assert.equal(outcome.kind, 'accepted');
    assert.equal(raw, '');
    if (Array.isArray(expected)) assert.deepEqual(records, expected);
    else assert.match(records[0][2], expected);
  });
}

test('a write calls back, and a writer that waits for the stream to drain goes on', async () => {
  const { outcome } = await runOnce(hook(`
    const more = () => process.stdout.write("x", () => cb(null, "written"));
    if (process.stdout.write("y".repeat(100000))) more();
    else process.stdout.once("drain", more);`));
  assert.equal(outcome.data, 'written');
});

test('what the script prints while it is loaded is charged to 0', async () => {
  const { records } = await runOnce(`console.log('loading'); ${hook('console.log("running"); cb();')}`);
  assert.deepEqual(records, [['o', 0, 'loading\n'], ['o', 1, 'running\n']]);
});

/** Ways of going on after `cb`, each printing "late" in the middle of the second execution. */
const LATE = {
  'a timer': 'setTimeout(late, 100);',
  'a promise': 'new Promise((resolve) => setTimeout(resolve, 100)).then(late);',
  'an async function': '(async () => { await new Promise((resolve) => setTimeout(resolve, 100)); late(); })();',
  'an interval': 'var ticks = 0, timer = setInterval(() => { if (++ticks === 2) { clearInterval(timer); late(); } }, 50);',
  'a file': 'setTimeout(() => require("fs").readFile("/dev/null", late), 100);',
};

for (const [name, going] of Object.entries(LATE)) {
  test(`${name} that prints during the next execution is charged to its own`, async () => {
    const worker = await Worker.bound(`let second = false; module.exports = (a, b, c, d, cb) => {
      const late = () => console.log('late');
      if (second) { console.log('second'); return setTimeout(() => { console.log('second'); cb(); }, 300); }
      second = true; ${going} cb(); };`);
    await worker.run();
    await worker.run();
    assert.deepEqual((await worker.close()).records, [['o', 2, 'second\n'], ['o', 1, 'late\n'], ['o', 2, 'second\n']]);
  });
}

test('text beyond the limit is dropped but for one byte, which says that there was more', async () => {
  const worker = await Worker.bound(hook('console.log("12345"); console.error("67890"); console.log("gone"); cb();'), { consoleBytes: 8 });
  await worker.run();
  await worker.run();
  assert.deepEqual((await worker.close()).records, [['o', 1, '12345\n'], ['e', 1, '678'], ['o', 2, '12345\n'], ['e', 2, '678']]);
});

test('text of exactly the limit is all there', async () => {
  const { records } = await runOnce(hook('process.stdout.write("12345678"); cb();'), { consoleBytes: 8 });
  assert.deepEqual(records, [['o', 1, '12345678']]);
});

test('more text than the pipe holds arrives whole', async () => {
  const { records } = await runOnce(hook('for (var i = 0; i < 20; i++) console.log("x".repeat(50000)); cb();'), { consoleBytes: 1 << 21 });
  assert.equal(records.length, 1);
  assert.equal(records[0][2].length, 20 * 50001);
});

test('a throw after cb is told on stderr', async () => {
  const { outcome, records, code } = await runOnce(hook('cb(); throw new Error("after");'));
  assert.equal(outcome.kind, 'accepted');
  assert.match(records[0][2], /^Uncaught after cb: Error: after\n {4}at /);
  assert.deepEqual([records[0][0], records[0][1], code], ['e', 1, 0]);
});

test('an ended stdout harms nobody', async () => {
  const worker = await Worker.bound(hook('process.stdout.end("bye"); process.stdout.destroy(); console.log("x"); cb(null, 1);'));
  assert.equal((await worker.run()).data, 1);
  assert.equal((await worker.run()).kind, 'accepted');
  await worker.close();
});
