'use strict';

/** From a script to a function: what compiles, and in which scope it runs. */

const assert = require('node:assert/strict');
const test = require('node:test');

const { REGISTRATION, PHONE, EXCHANGE, Worker, hook, runOnce } = require('./worker');

const ANSWER = 'function (client, scope, audience, context, cb) { cb(null, "ran"); }';

/** Scripts whose function is found and answers "ran". */
const LOADS = {
  'module.exports': `module.exports = ${ANSWER};`,
  'a top-level return': `return ${ANSWER};`,
  'a top-level return, before what is exported': `module.exports = function () {}; return ${ANSWER};`,
  'an export, where a falsy value is returned': `module.exports = ${ANSWER}; return 0;`,
  'this, which is module.exports': `if (this !== module.exports || this !== exports) throw 1; module.exports = ${ANSWER};`,
  'a byte-order mark': `\ufeffmodule.exports = ${ANSWER};`,
  'CRLF line ends': `// first\r\nmodule.exports = ${ANSWER};\r\n`,
  'a comment without a newline at the end': `module.exports = ${ANSWER}; // done`,
  'an implicit global': `undeclared = 1; module.exports = ${ANSWER};`,
  "'use strict' at the top, which is no directive": `'use strict'; undeclared = 1; module.exports = ${ANSWER};`,
  'an octal literal and with, which only sloppy mode has': `var o = 010; with ({}) {} module.exports = ${ANSWER};`,
  'assignment over a class of the prelude': `InvalidScopeError = null; module.exports = ${ANSWER};`,
  'an async function': 'module.exports = async (client, scope, audience, context, cb) => cb(null, "ran");',
  'a bound function': `module.exports = (${ANSWER}).bind(null);`,
  'a core module': `const crypto = require('crypto'), fs = require('node:fs'); module.exports = ${ANSWER};`,
  'the CommonJS names': `if ([typeof exports, typeof require, typeof module, __filename, __dirname].join() !==
    'object,function,object,/hook/webtask.js,/hook') throw 1; module.exports = ${ANSWER};`,
};

for (const [name, script] of Object.entries(LOADS)) {
  test(`loads: ${name}`, async () => {
    const { outcome, raw } = await runOnce(script);
    assert.deepEqual([outcome, raw], [{ kind: 'accepted', hasClaims: true, data: 'ran' }, '']);
  });
}

/** name → [script, name of the error, message] */
const FAILS = {
  'a syntax error': ['module.exports = (', 'SyntaxError', /^Unexpected token '}'|^Unexpected end of input|missing \)/],
  'a shebang': [`#!/usr/bin/env node\nmodule.exports = ${ANSWER};`, 'SyntaxError', /^Invalid or unexpected token$/],
  'an ES module': [`export default ${ANSWER};`, 'SyntaxError', /^Unexpected token 'export'$/],
  'an import statement': ["import fs from 'fs';", 'SyntaxError', /^Cannot use import statement outside a module$/],
  'a class of the prelude declared again': ['class InvalidScopeError {}', 'SyntaxError', /'InvalidScopeError' has already been declared/],
  'a variable with the name of one': ['var ServerError;', 'SyntaxError', /'ServerError' has already been declared/],
  'a throw at the top level': ['throw new RangeError("top");', 'RangeError', /^top$/],
  'a throw of null at the top level': ['throw null;', null, /^null$/],
  'a package that is not there': ['require("left-pad");', 'Error', /^Cannot find module 'left-pad'\nRequire stack:\n- \/hook\/webtask\.js$/],
  'a package at a version': ['require("lodash@4.17.4");', 'Error', /^Cannot find module 'lodash@4\.17\.4'/],
};

for (const [name, [script, errorName, message]] of Object.entries(FAILS)) {
  test(`does not compile: ${name}; each execution hears so`, async () => {
    const worker = await Worker.bound(script);
    for (let i = 0; i < 2; i++) {
      const outcome = await worker.run();
      assert.deepEqual([outcome.kind, outcome.name], ['does_not_compile', errorName]);
      assert.match(outcome.message, message);
      assert.doesNotMatch(outcome.stack ?? '', /node_runtime/);
    }
    assert.equal((await worker.close()).code, 0);
  });
}

test('a missing package is MODULE_NOT_FOUND', async () => {
  const { outcome } = await runOnce(hook('try { require("nope"); } catch (e) { cb(null, e.code); }'));
  assert.equal(outcome.data, 'MODULE_NOT_FOUND');
});

test('line numbers are those of the script', async () => {
  const { outcome } = await runOnce(`module.exports = function () {\n\n  throw new Error("line 3");\n};`);
  assert.match(outcome.stack, /\/hook\/webtask\.js:3:9/);
  const { outcome: broken } = await runOnce('\n\nlet ( = 1;');
  assert.match(broken.stack, /^\/hook\/webtask\.js:3\n/);
});

test('a stack shows the hook and nothing of the runtime', async () => {
  const { outcome } = await runOnce(hook('throw new Error("x");'));
  assert.match(outcome.stack, /\/hook\/webtask\.js/);
  assert.doesNotMatch(outcome.stack, /node_runtime/);
});

test("'use strict' inside a function is a directive", async () => {
  const { outcome } = await runOnce(hook('"use strict"; undeclared = 1;'));
  assert.deepEqual([outcome.kind, outcome.message], ['threw', 'undeclared is not defined']);
});

test('the hook is called plainly: its this is the global object', async () => {
  const { outcome } = await runOnce(hook('cb(null, this === globalThis);'));
  assert.equal(outcome.data, true);
});

test('the hook gets exactly its arguments, whatever it declares', async () => {
  const { outcome } = await runOnce('module.exports = function () { arguments[4](null, [arguments.length, arguments[4].length]); };');
  assert.deepEqual(outcome.data, [5, 1]);
});

const CLASSES = ['ExtensibilityUserError', 'InvalidRequestError', 'InvalidScopeError', 'ServerError', 'PreUserRegistrationError', 'SendPhoneMessageError'];

/** trigger → [body, the classes in its scope] */
const PRELUDES = {
  'credentials-exchange': [EXCHANGE, CLASSES.slice(0, 4)],
  'password-exchange': [{ ...EXCHANGE, user: {} }, CLASSES.slice(0, 1)],
  'pre-user-registration': [REGISTRATION, [CLASSES[0], CLASSES[4]]],
  'post-user-registration': [REGISTRATION, [CLASSES[0], CLASSES[4]]],
  'post-change-password': [REGISTRATION, [CLASSES[0], CLASSES[4]]],
  'send-phone-message': [PHONE, [CLASSES[0], CLASSES[5]]],
  generic: [{}, []],
};

for (const [trigger, [body, expected]] of Object.entries(PRELUDES)) {
  test(`a ${trigger} hook has its classes in scope, and no others`, async () => {
    const script = `module.exports = function () { arguments[arguments.length - 1](null,
      { have: ${JSON.stringify(CLASSES)}.filter((name) => eval('typeof ' + name) === 'function') }); };`;
    assert.deepEqual((await runOnce(script, { trigger, body })).outcome.data, { have: expected });
  });
}

test('the classes of the prelude are errors with an own name, and a friendly message where they have one', async () => {
  const script = `module.exports = (user, context, cb) => {
    const all = [new PreUserRegistrationError('m'), new PreUserRegistrationError('m', 'f'), new ExtensibilityUserError()];
    cb(null, all.map((e) => [e instanceof Error, Object.getOwnPropertyNames(e).filter((n) => n !== 'stack'), e.friendlyMessage]));
  };`;
  const { outcome } = await runOnce(script, { trigger: 'pre-user-registration', body: REGISTRATION });
  assert.deepEqual(outcome.data, [
    [true, ['message', 'name', 'friendlyMessage'], 'm'],
    [true, ['message', 'name', 'friendlyMessage'], 'f'],
    [true, ['name'], null],
  ]);
});

test('import() finds core modules, says what it does not find, and warns of nothing', async () => {
  const script = hook(`(async () => {
    const fs = await import('fs'), path = await import('node:path');
    const data = await import('data:text/javascript,export default 7');
    const missing = await import('nope').catch((e) => e.code + ' ' + e.message);
    cb(null, [typeof fs.readFileSync, typeof path.default.join, data.default, missing]);
  })();`);
  const { outcome, records, raw } = await runOnce(script);
  assert.deepEqual(outcome.data, [
    'function', 'function', 7, "ERR_MODULE_NOT_FOUND Cannot find package 'nope' imported from /hook/webtask.js",
  ]);
  assert.deepEqual([records, raw], [[], '']);
});

test('import() still works after the script has been collected', async () => {
  const worker = await Worker.bound(hook(`
    require('v8').setFlagsFromString('--expose-gc');
    const gc = require('vm').runInNewContext('gc');
    for (let i = 0; i < 5; i++) gc();
    import('node:os').then((os) => cb(null, typeof os.cpus), cb);`));
  for (let i = 0; i < 3; i++) assert.equal((await worker.run()).data, 'function');
  await worker.close();
});

test('module state and globals last from one execution to the next', async () => {
  const worker = await Worker.bound('var n = 0; module.exports = (a, b, c, d, cb) => cb(null, [++n, global.m = (global.m || 0) + 1]);');
  assert.deepEqual((await worker.run()).data, [1, 1]);
  assert.deepEqual((await worker.run()).data, [2, 2]);
  await worker.close();
});

test('the script is loaded once, when the worker is bound', async () => {
  const worker = new Worker();
  assert.deepEqual(await worker.frame(), { type: 'ready', protocol: 1, node: process.versions.node });
  worker.send(Buffer.concat([
    Worker.bindFrame('var t = Date.now(); module.exports = (a, b, c, d, cb) => cb(null, t);'),
    worker.executeFrame(),
  ]));
  assert.deepEqual(await worker.frame(), { type: 'bound' });
  const first = await worker.outcome();
  assert.deepEqual(await worker.run(), first);
  await worker.close();
});

test('a generic hook that wants the HTTP response is told that there is none', async () => {
  const { outcome } = await runOnce('module.exports = function (context, req, res) { res.end(); };', { trigger: 'generic' });
  assert.deepEqual([outcome.kind, outcome.message],
    ['does_not_compile', 'A function (context, req, res) answers an HTTP request itself, and there is none here']);
});
