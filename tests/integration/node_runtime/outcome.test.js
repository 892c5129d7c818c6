'use strict';

/** From whatever a hook can hand over or throw to plain, bounded data. */

const assert = require('node:assert/strict');
const test = require('node:test');
const vm = require('node:vm');

const { accepted, denied, doesNotCompile, threw } = require('../../../node_runtime/outcome');

const MIB = 1 << 20;
const NOT_SERIALIZABLE = 'Error when JSON serializing the result of the extension point';

const shown = ({ header, body }) => ({ ...header, ...(body && { data: JSON.parse(Buffer.from(body).toString()) }) });
const loop = (target) => Object.assign(target, { self: target });
const throwing = (what) => {
  throw new Error(what);
};

/** name → [what `cb` was given, the claims] */
const CLAIMS = {
  'an object': [{ a: { b: [1, null] } }, { a: { b: [1, null] } }],
  'an empty object': [{}, {}],
  null: [null, null],
  false: [false, false],
  zero: [0, 0],
  'minus zero, which JSON has not': [-0, 0],
  'NaN, which JSON has not': [NaN, null],
  'an empty string': ['', ''],
  'a string': ['str', 'str'],
  'a sparse array': [[1, , undefined, () => {}], [1, null, null, null]], // eslint-disable-line no-sparse-arrays
  'a date': [new Date(0), '1970-01-01T00:00:00.000Z'],
  'a map': [new Map([[1, 2]]), {}],
  'a buffer': [Buffer.from([1]), { type: 'Buffer', data: [1] }],
  'a boxed string': [new String('s'), 's'],
  'properties that are undefined': [{ a: undefined, b: () => {}, c: Symbol('c'), d: 1 }, { d: 1 }],
  'an own __proto__': [JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}')],
  'an object without a prototype': [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  'a toJSON, which sees the name Auth0 gave the result': [{ toJSON: (key) => ({ key }) }, { key: 'data' }],
  'an error as result': [new Error('x'), {}],
  'a lone surrogate': ['\ud800', '\ud800'],
  'a result that looks like the envelope': [{ data: 1, status: 'error' }, { data: 1, status: 'error' }],
};

for (const [name, [value, claims]] of Object.entries(CLAIMS)) {
  test(`${name} is accepted as it is`, () => {
    assert.deepEqual(shown(accepted(value, MIB)), { kind: 'accepted', hasClaims: true, data: claims });
  });
}

for (const [name, value] of Object.entries({
  undefined: undefined,
  'a function': () => {},
  'a symbol': Symbol('s'),
  'a toJSON that returns nothing': { toJSON() {} },
})) {
  test(`${name} is accepted and is no claims`, () => {
    assert.deepEqual(shown(accepted(value, MIB)), { kind: 'accepted', hasClaims: false });
  });
}

for (const [name, value] of Object.entries({
  'a cycle': loop({}),
  'a BigInt': { n: 1n },
  'a getter that throws': { get a() { return throwing('a'); } },
  'a toJSON that throws': { toJSON: () => throwing('b') },
  'a toJSON that throws null': { toJSON() { throw null; } },
  'a proxy that throws': new Proxy({}, { ownKeys: () => throwing('c') }),
  'a revoked proxy': (() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })(),
  'more nesting than the stack holds': (() => { let deep = []; for (let i = 0; i < 1e5; i++) deep = [deep]; return deep; })(),
})) {
  test(`${name} is an unusable result, in Auth0's words`, () => {
    assert.deepEqual(shown(accepted(value, MIB)), { kind: 'unusable_result', message: NOT_SERIALIZABLE });
  });
}

test('a result may be as long as the limit in bytes of UTF-8, and no longer', () => {
  const value = 'é'.repeat(4);
  assert.equal(accepted(value, 10).header.kind, 'accepted');
  assert.deepEqual(shown(accepted(value, 9)), {
    kind: 'unusable_result',
    message: 'The result is 10 bytes of JSON, and 9 are allowed',
  });
});

class InvalidScopeError extends Error {
  constructor(message) {
    super(message);
    this.name = 'InvalidScopeError';
  }
}

/** name → [what `cb` was given, name, message, the properties beside stack and message] */
const DENIALS = {
  'an Error': [new Error('boom'), null, 'boom', {}],
  'a TypeError, whose name is inherited': [new TypeError('boom'), null, 'boom', {}],
  'a class that sets its own name': [new InvalidScopeError('no'), 'InvalidScopeError', 'no', { name: 'InvalidScopeError' }],
  'an Error with a name put on it': [
    Object.assign(new Error('no'), { name: 'InvalidScopeError' }), 'InvalidScopeError', 'no', { name: 'InvalidScopeError' },
  ],
  'a name that is no string': [Object.assign(new Error('no'), { name: 42 }), null, 'no', { name: 42 }],
  'properties of all kinds': [
    Object.defineProperty(Object.assign(new Error('m'), { code: 7, list: [1] }), 'hidden', { value: 'h' }),
    null, 'm', { code: 7, list: [1], hidden: 'h' },
  ],
  'an error with a cause': [new Error('m', { cause: 'c' }), null, 'm', { cause: 'c' }],
  'several errors in one': [new AggregateError([1, 2], 'm'), null, 'm', { errors: [1, 2] }],
  'a frozen error': [Object.freeze(new Error('m')), null, 'm', {}],
  'an own __proto__': [Object.defineProperty(new Error('m'), '__proto__', { value: { a: 1 } }), null, 'm', {}],
  'a string': ['nope', null, 'nope', {}],
  true: [true, null, 'true', {}],
  'a number': [42, null, '42', {}],
  'an object with a message': [{ message: 'm', code: 7 }, null, 'm', {}],
  'an object without one': [{}, null, '[object Object]', {}],
  'an empty list': [[], null, 'Unknown error', {}],
  'a symbol': [Symbol('s'), null, 'Symbol(s)', {}],
  'an Error of another realm': [vm.runInNewContext('new Error("far")'), null, 'far', {}],
};

for (const [name, [error, ownName, message, properties]] of Object.entries(DENIALS)) {
  test(`${name} denies, with all own properties`, () => {
    const { stack, ...outcome } = shown(denied(error));
    assert.equal(typeof stack, 'string');
    const { stack: sameStack, ...data } = outcome.data;
    assert.equal(sameStack, stack);
    assert.deepEqual({ ...outcome, data }, {
      kind: 'denied', name: ownName, message, data: { message, ...properties },
    });
  });
}

test('an error without a message has none among its properties', () => {
  const { data, message } = shown(denied(new Error()));
  assert.equal(message, '');
  assert.deepEqual(Object.keys(data), ['stack']);
});

test('an error whose own toJSON makes an object of it has these properties', () => {
  const error = Object.assign(new Error('m'), { toJSON() { return { from: this.message }; } });
  assert.deepEqual(shown(denied(error)).data, { from: 'm' });
});

test('an error whose own toJSON makes no object of it keeps message and stack', () => {
  const error = Object.assign(new Error('m'), { toJSON: () => 'text' });
  assert.deepEqual(Object.keys(shown(denied(error)).data).sort(), ['message', 'stack']);
});

/** name → [what `cb` was given, the message's beginning] */
const NOT_JSON = {
  'a cycle': [loop(new Error('m')), 'Error serializing error: Converting circular structure to JSON'],
  'a BigInt': [Object.assign(new Error('m'), { n: 1n }), 'Error serializing error: Do not know how to serialize a BigInt'],
  'a toJSON that throws': [
    Object.assign(new Error('m'), { bad: { toJSON: () => throwing('bad toJSON') } }), 'Error serializing error: bad toJSON',
  ],
  'a toJSON that throws more than a message holds': [
    Object.assign(new Error('m'), { bad: { toJSON: () => throwing('x'.repeat(1 << 28)) } }), `Error serializing error: ${'x'.repeat(16000)}`,
  ],
  'a toJSON that throws a string': [
    Object.assign(new Error('m'), { bad: { toJSON() { throw 'text'; } } }), 'Error serializing error: undefined',
  ],
};

for (const [name, [error, beginning]] of Object.entries(NOT_JSON)) {
  test(`an error with ${name} denies, and says why its own words are missing`, () => {
    const { kind, name: told, message, stack, data } = shown(denied(error));
    assert.deepEqual([kind, told], ['denied', null]);
    assert.equal(message.slice(0, beginning.length), beginning);
    assert.deepEqual(Object.keys(data), ['stack', 'message']);
    assert.equal(data.message.slice(0, beginning.length), beginning);
    assert.ok(!stack.includes('node_runtime/outcome.js'), stack);
  });
}

/** name → [what `cb` was given, what it throws back into the hook] */
const UNREADABLE = {
  'a getter that throws': [Object.defineProperty(new Error('m'), 'bad', { get: () => throwing('bad getter') }), 'bad getter'],
  'a message that throws': [{ get message() { return throwing('bad message'); } }, 'bad message'],
  'a message that is a symbol': [{ message: Symbol('s') }, 'Cannot convert a Symbol value to a string'],
  'no prototype and no message': [Object.create(null), 'Cannot convert object to primitive value'],
  'a proxy that throws': [new Proxy({}, { getPrototypeOf: () => throwing('bad trap') }), 'bad trap'],
};

for (const [name, [error, message]] of Object.entries(UNREADABLE)) {
  test(`an error with ${name} throws that back into the hook`, () => {
    assert.throws(() => denied(error), { message });
  });
}

/** name → [what was thrown, name, message] */
const THROWN = {
  'an Error': [new Error('m'), 'Error', 'm'],
  'a TypeError': [new TypeError('m'), 'TypeError', 'm'],
  'a string': ['text', null, 'text'],
  undefined: [undefined, null, 'undefined'],
  null: [null, null, 'null'],
  'a symbol': [Symbol('s'), null, 'Symbol(s)'],
  'an object': [{ message: 'm' }, null, 'm'],
  'an object without a prototype': [Object.create(null), null, 'Something was thrown that cannot be read'],
  'an object whose every property throws': [
    new Proxy({}, { get: () => throwing('x') }), null, 'Something was thrown that cannot be read',
  ],
  'a name that is no string': [Object.assign(new Error('m'), { name: {} }), null, 'm'],
  'lone surrogates': [new Error('a\ud800b\udc00'), 'Error', 'a\ufffdb\ufffd'],
};

for (const [name, [thrown, ownName, message]] of Object.entries(THROWN)) {
  test(`${name} is described when it is thrown`, () => {
    const { stack, ...outcome } = shown(threw(thrown, false));
    assert.deepEqual(outcome, { kind: 'threw', name: ownName, message, uncaught: false });
    assert.ok(stack === null || typeof stack === 'string');
    assert.deepEqual(shown(doesNotCompile(thrown)).message, message);
  });
}

test('what says too much is cut, to bytes of JSON, and says so', () => {
  const jsonBytes = (text) => Buffer.byteLength(JSON.stringify(text));
  for (const letter of ['a', 'é', '\u0001', '\ud83d\ude00', '\ud800', '"']) {
    const error = new Error(letter.repeat(1e5));
    error.name = letter.repeat(1e4);
    error.stack = letter.repeat(1e5);
    const { name, message, stack } = shown(threw(error, true));
    for (const [text, limit] of [[name, 1 << 10], [message, 16 << 10], [stack, 32 << 10]]) {
      assert.ok(jsonBytes(text) <= limit + 3 && jsonBytes(text) > limit / 4, `${jsonBytes(text)} bytes of ${letter}`);
      assert.ok(text.endsWith('…'));
    }
  }
});

test('properties of more than 64 KiB give way to name, message and stack', () => {
  const error = Object.assign(new InvalidScopeError('m'), { big: 'x'.repeat(64 << 10) });
  assert.deepEqual(Object.keys(shown(denied(error)).data).sort(), ['message', 'name', 'stack']);
});

test('a message of more than 64 KiB is cut in the properties too', () => {
  const { message, data } = shown(denied(new Error('x'.repeat(1 << 20))));
  assert.ok(message.length <= 16 << 10);
  assert.equal(data.message, message);
});

test('a stack has no frames of the runtime', () => {
  assert.doesNotMatch(shown(denied('nope')).stack, /outcome\.js/);
});
