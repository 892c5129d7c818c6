'use strict';

/** `context.webtask`, `module.webtask`, and who may call. */

const assert = require('node:assert/strict');
const test = require('node:test');

const { EXCHANGE, Worker, hook, runOnce } = require('./worker');

const SECRETS = { key: 's3cret', shared: 'from the secrets' };
const REQUEST = {
  headers: { 'User-Agent': 'auth0', 'x-b': '2' },
  query: { a: '1', shared: 'from the query', webtask_pb: '1' },
};

/** Evaluate an expression inside a hook. */
async function see(expression, binding = {}) {
  const { outcome } = await runOnce(hook(`const webtask = context.webtask; cb(null, ${expression});`), binding);
  return outcome.data;
}

test('context.webtask has its properties in the order that console.log shows', async () => {
  assert.deepEqual(await see('Object.keys(webtask)'), [
    'data', 'headers', 'id', 'params', 'query', 'secrets', 'meta', 'storage', 'token',
    'body_raw', 'body', 'create_token', 'create_token_url',
  ]);
});

/** name → [expression, value] */
const SEEN = {
  'headers have lower-case names': ['webtask.headers', { 'user-agent': 'auth0', 'x-b': '2', 'content-type': 'application/json' }],
  'the platform keeps its own query parameters': ['webtask.query', { a: '1', shared: 'from the query' }],
  secrets: ['webtask.secrets', SECRETS],
  'data is the query with the secrets over it': ['webtask.data', { a: '1', shared: 'from the secrets', key: 's3cret' }],
  'params are empty': ['webtask.params', {}],
  'meta says which hook it is': ['webtask.meta', { 'auth0-extension': 'runtime', 'auth0-extension-name': 'credentials-exchange' }],
  'there is no token': ['[webtask.token === undefined, "token" in webtask]', [true, true]],
  'body_raw is the text as it came': ['webtask.body_raw', `${JSON.stringify(EXCHANGE)}  `],
  'arguments are the objects in the body': [
    '[webtask.body.client === client, webtask.body.scope === scope, webtask.body.context === context, context.webtask === webtask]',
    [true, true, true, true],
  ],
  'a change of an argument is seen in the body': ['(scope.push("x"), client.y = 1, [webtask.body.scope, webtask.body.client.y])', [['read:a', 'x'], 1]],
  'an id is a string': ['typeof webtask.id', 'string'],
  'what else came in the context': ['[context.ip, context.userAgent]', ['10.0.0.1', 'curl']],
};

for (const [name, [expression, value]] of Object.entries(SEEN)) {
  test(`webtask: ${name}`, async () => {
    assert.deepEqual(await see(expression, { secrets: SECRETS, request: REQUEST, body: `${JSON.stringify(EXCHANGE)}  ` }), value);
  });
}

test('a content-type that was sent is kept', async () => {
  const request = { headers: { 'Content-Type': 'application/json; charset=utf-8' } };
  assert.deepEqual(await see('webtask.headers', { request }), { 'content-type': 'application/json; charset=utf-8' });
});

test('absent scope, context and metadata are absent', async () => {
  const body = { client: { id: 'c' }, audience: 'a' };
  assert.deepEqual(
    await see('[scope === undefined, Object.keys(context), "metadata" in client, "scope" in webtask.body]', { body }),
    [true, ['webtask'], false, false],
  );
});

test('a generic hook without a body has neither body nor body_raw', async () => {
  const script = 'module.exports = (context, cb) => cb(null, Object.keys(context));';
  const { outcome } = await runOnce(script, { trigger: 'generic', body: '' });
  assert.deepEqual(outcome.data.slice(-3), ['token', 'create_token', 'create_token_url']);
});

test('a __proto__ in the body is a property like any other', async () => {
  const body = '{"client":{"__proto__":{"admin":true}},"audience":"a"}';
  assert.deepEqual(await see('[client.admin === undefined, Object.keys(client)]', { body }), [true, ['__proto__']]);
});

test('module.webtask is there while the script is loaded', async () => {
  const { outcome } = await runOnce(
    `const { storage, ...rest } = module.webtask; const keys = Object.keys(module.webtask); ${hook('cb(null, [keys, rest, typeof storage.get]);')}`,
    { secrets: SECRETS },
  );
  assert.deepEqual(outcome.data, [
    ['storage', 'meta', 'params', 'secrets'],
    { meta: { 'auth0-extension': 'runtime', 'auth0-extension-name': 'credentials-exchange' }, params: {}, secrets: SECRETS },
    'function',
  ]);
});

test('each execution has a webtask of its own: what a hook does to it is gone with the next', async () => {
  const worker = await Worker.bound(
    hook(`const { secrets, headers, query, data, meta } = context.webtask;
      cb(null, [secrets.key, secrets.extra, headers.extra, query.extra, data.extra, meta.extra, module.webtask.secrets.key]);
      secrets.key = 'spoilt'; module.webtask.secrets.key = 'spoilt';
      for (const object of [secrets, headers, query, data, meta]) object.extra = 1;`),
    { secrets: SECRETS },
  );
  const none = [null, null, null, null, null];
  assert.deepEqual((await worker.run()).data, ['s3cret', ...none, 's3cret']);
  assert.deepEqual((await worker.run()).data, ['s3cret', ...none, 'spoilt']);
  await worker.close();
});

test('what was sent is there, whatever setters a hook puts on every object, but for __proto__', async () => {
  const script = hook(`
    for (const name of ['x-sent', 'content-type', 'asked', 'kept', 'body', 'body_raw', 'create_token', 'token']) {
      Object.defineProperty(Object.prototype, name, { set() { throw new Error(name); }, configurable: true });
    }
    const { headers, query, secrets, data, body_raw: raw } = context.webtask;
    cb(null, [headers, query, secrets, data, typeof raw, Object.getPrototypeOf(headers) === Object.prototype]);`);
  const sent = (name) => JSON.parse(`{"__proto__":"text","${name}":"1"}`);
  const worker = await Worker.bound(script, { secrets: sent('kept') });
  for (let run = 0; run < 2; run++) {
    assert.deepEqual((await worker.run(EXCHANGE, { headers: sent('X-Sent'), query: sent('asked') })).data, [
      { 'x-sent': '1', 'content-type': 'application/json' }, { asked: '1' }, { kept: '1' }, { asked: '1', kept: '1' },
      'string', true,
    ]);
  }
  await worker.close();
});

for (const method of ['create_token', 'create_token_url']) {
  test(`${method} is not supported, in the webtask runtime's words`, async () => {
    const { outcome } = await runOnce(hook(`context.webtask.${method}({}, cb);`));
    assert.deepEqual([outcome.kind, outcome.message], ['threw', `The '${method}' method is not supported in this environment`]);
  });
}

/** name → [call, how the hook hears] */
const STORAGE = {
  'get with a callback': ['get((e) => cb(e))', 'denied'],
  'get with options and a callback': ['get({}, (e) => cb(e))', 'denied'],
  'set with a callback': ['set({ a: 1 }, (e) => cb(e))', 'denied'],
  'set with options and a callback': ['set({ a: 1 }, { force: 1 }, (e) => cb(e))', 'denied'],
  'set without a callback': ['set({ a: 1 })', 'threw'],
};

for (const [name, [call, kind]] of Object.entries(STORAGE)) {
  test(`storage says that it is not available: ${name}`, async () => {
    const { outcome } = await runOnce(hook(`context.webtask.storage.${call};`));
    assert.deepEqual([outcome.kind, outcome.message], [kind, 'context.webtask.storage is not available yet']);
  });
}

const CALLERS = { 'auth0-extension-secret': 'letmein' };

/** name → [authorization header, whether the hook is called] */
const AUTHORIZATION = {
  'the secret as a bearer token': ['Bearer letmein', true],
  'in whatever case the scheme is': ['bEARER letmein', true],
  'with space around it': ['  Bearer letmein ', true],
  'no header': [undefined, false],
  'an empty header': ['', false],
  'the scheme alone': ['Bearer', false],
  'another secret': ['Bearer letmeout', false],
  'the secret and more': ['Bearer letmein2', false],
  'another scheme': ['Basic letmein', false],
  'the secret alone': ['letmein', false],
};

for (const [name, [authorization, allowed]] of Object.entries(AUTHORIZATION)) {
  test(`a hook with a secret for its callers is ${allowed ? 'called' : 'not called'} with ${name}`, async () => {
    const { outcome } = await runOnce(hook('cb(null, 1);'), {
      secrets: CALLERS,
      request: authorization === undefined ? {} : { headers: { Authorization: authorization } },
    });
    assert.deepEqual(outcome, allowed
      ? { kind: 'accepted', hasClaims: true, data: 1 }
      : { kind: 'unauthorized', message: 'Unauthorized extensibility point' });
  });
}

test('a script that does not compile says so before it asks who calls, and who calls comes before the arguments', async () => {
  const broken = await runOnce('(', { secrets: CALLERS });
  assert.equal(broken.outcome.kind, 'does_not_compile');
  const unauthorized = await runOnce(hook('cb();'), { secrets: CALLERS, body: '7' });
  assert.equal(unauthorized.outcome.kind, 'unauthorized');
});

test('arguments that a trigger cannot take are refused before the hook is called', async () => {
  const { outcome } = await runOnce(hook('cb(null, 1);'), { body: { client: {}, audience: 7 } });
  assert.deepEqual(outcome, {
    kind: 'invalid_arguments', message: 'Body .audience received by extensibility point is not a string',
  });
});

test('a body that is no JSON is as good as none', async () => {
  const { outcome } = await runOnce(hook('cb(null, 1);'), { body: '{' });
  assert.deepEqual(outcome, { kind: 'invalid_arguments', message: 'Body received by extensibility point is not an object' });
});
