'use strict';

/** Per trigger: Auth0's checks of the body, the arguments, and what becomes of `context`. */

const assert = require('node:assert/strict');
const test = require('node:test');

const { TRIGGERS, refusal } = require('../../../node_runtime/triggers');
const { EXCHANGE, PHONE, REGISTRATION } = require('./worker');

const USER_EXCHANGE = { ...EXCHANGE, user: { id: 'u1' } };
const SAID = 'received by extensibility point is';

const without = (body, name) => {
  const rest = { ...body };
  delete rest[name];
  return rest;
};
const withContext = (changes) => ({ ...PHONE, context: { ...PHONE.context, ...changes } });
const withClient = (client) => withContext({ client });

/** name → [trigger, body, refusal or null] */
const CHECKS = {
  'credentials exchange: no body': ['credentials-exchange', undefined, `Body ${SAID} not an object`],
  'credentials exchange: a string': ['credentials-exchange', 'x', `Body ${SAID} not an object`],
  'credentials exchange: no client': ['credentials-exchange', without(EXCHANGE, 'client'), `Body .client ${SAID} not an object`],
  'credentials exchange: client null passes': ['credentials-exchange', { ...EXCHANGE, client: null }, null],
  'credentials exchange: scope absent passes': ['credentials-exchange', without(EXCHANGE, 'scope'), null],
  'credentials exchange: scope "" passes': ['credentials-exchange', { ...EXCHANGE, scope: '' }, null],
  'credentials exchange: scope 0 passes': ['credentials-exchange', { ...EXCHANGE, scope: 0 }, null],
  'credentials exchange: scope null passes': ['credentials-exchange', { ...EXCHANGE, scope: null }, null],
  'credentials exchange: scope a string': ['credentials-exchange', { ...EXCHANGE, scope: 'a b' }, `Body .scope ${SAID} neither empty nor an array`],
  'credentials exchange: scope an object': ['credentials-exchange', { ...EXCHANGE, scope: {} }, `Body .scope ${SAID} neither empty nor an array`],
  'credentials exchange: no audience': ['credentials-exchange', without(EXCHANGE, 'audience'), `Body .audience ${SAID} not a string`],
  'credentials exchange: audience "" passes': ['credentials-exchange', { ...EXCHANGE, audience: '' }, null],
  'credentials exchange: client before scope before audience': ['credentials-exchange', { scope: 1 }, `Body .client ${SAID} not an object`],
  'password exchange: body null': ['password-exchange', null, `Body ${SAID} not an object`],
  'password exchange: audience is looked at first': ['password-exchange', {}, `Body.audience ${SAID} not a string`],
  'password exchange: scope second': ['password-exchange', { audience: '', scope: 1 }, `Body.scope ${SAID} neither empty nor an array`],
  'password exchange: user third': ['password-exchange', { audience: '' }, `Body.user ${SAID} not an object`],
  'password exchange: user null': ['password-exchange', { ...USER_EXCHANGE, user: null }, `Body.user ${SAID} not an object`],
  'password exchange: client last': ['password-exchange', { audience: '', user: {} }, `Body.client ${SAID} not an object`],
  'password exchange: client null': ['password-exchange', { ...USER_EXCHANGE, client: null }, `Body.client ${SAID} not an object`],
  'password exchange: all there': ['password-exchange', USER_EXCHANGE, null],
  'registration: body null': ['pre-user-registration', null, `Body ${SAID} not an object`],
  'registration: no user': ['post-user-registration', without(REGISTRATION, 'user'), `Body.user ${SAID} not an object`],
  'registration: no context': ['post-change-password', without(REGISTRATION, 'context'), `Body.context ${SAID} not an object`],
  'registration: no connection': ['pre-user-registration', { user: {}, context: {} }, `Body.context.connection ${SAID} not an object`],
  'registration: connection null': ['pre-user-registration', { user: {}, context: { connection: null } }, `Body.context.connection ${SAID} not an object`],
  'registration: all there': ['pre-user-registration', REGISTRATION, null],
  'phone: no body': ['send-phone-message', undefined, `Body ${SAID} not an object`],
  'phone: no recipient': ['send-phone-message', without(PHONE, 'recipient'), `Body.recipient ${SAID} not a string`],
  'phone: no text': ['send-phone-message', without(PHONE, 'text'), `Body.text ${SAID} not a string`],
  'phone: no context': ['send-phone-message', without(PHONE, 'context'), `Body.context ${SAID} not an object`],
  'phone: message_type': ['send-phone-message', withContext({ message_type: 'fax' }), `Body.context.message_type ${SAID} not \`sms\` or \`voice\``],
  'phone: by voice': ['send-phone-message', withContext({ message_type: 'voice' }), null],
  'phone: action': ['send-phone-message', withContext({ action: 'x' }), `Body.context.action ${SAID} not \`enrollment\` or \`second-factor-authentication\``],
  'phone: second factor': ['send-phone-message', withContext({ action: 'second-factor-authentication' }), null],
  'phone: language': ['send-phone-message', withContext({ language: 1 }), `Body.context.language ${SAID} not a string`],
  'phone: code': ['send-phone-message', withContext({ code: 1234 }), `Body.context.code ${SAID} not a string`],
  'phone: ip': ['send-phone-message', withContext({ ip: null }), `Body.context.ip ${SAID} not a string`],
  'phone: user_agent': ['send-phone-message', withContext({ user_agent: undefined }), `Body.context.user_agent ${SAID} not a string`],
  'phone: client a string': ['send-phone-message', withClient('c'), `Body.context.client ${SAID} not an object`],
  'phone: client without an id': ['send-phone-message', withClient({ name: 'n' }), `Body.context.client.client_id ${SAID} not a string`],
  'phone: client without a name': ['send-phone-message', withClient({ client_id: 'c' }), `Body.context.client.name ${SAID} not a string`],
  'phone: client_metadata a string': ['send-phone-message', withClient({ client_id: 'c', name: 'n', client_metadata: '' }), `Body.context.client.client_metadata ${SAID} not an object`],
  'phone: a whole client': ['send-phone-message', withClient({ client_id: 'c', name: 'n', client_metadata: {} }), null],
  'phone: no user': ['send-phone-message', withContext({ user: undefined }), `Body.context.user ${SAID} not an object`],
  'phone: all there': ['send-phone-message', PHONE, null],
  'generic: no body': ['generic', undefined, null],
};

for (const [name, [trigger, body, expected]] of Object.entries(CHECKS)) {
  test(`checks: ${name}`, () => assert.equal(refusal(TRIGGERS[trigger], body), expected));
}

/** Where a null got through a check, the next read throws what V8 says. */
for (const [name, [trigger, body, message]] of Object.entries({
  'credentials exchange: body null': ['credentials-exchange', null, "Cannot read properties of null (reading 'client')"],
  'phone: body null': ['send-phone-message', null, "Cannot read properties of null (reading 'recipient')"],
  'phone: context null': ['send-phone-message', { ...PHONE, context: null }, "Cannot read properties of null (reading 'message_type')"],
  'phone: client null': ['send-phone-message', withClient(null), "Cannot read properties of null (reading 'client_id')"],
})) {
  test(`checks throw: ${name}`, () => assert.throws(() => refusal(TRIGGERS[trigger], body), { message }));
}

function call(trigger, body) {
  const webtask = { body };
  let seen;
  TRIGGERS[trigger].call(function (...args) { seen = { args, self: this }; }, webtask, () => {});
  assert.equal(seen.self, undefined);
  return { args: seen.args, webtask };
}

test('a credentials exchange gets client, scope, audience, context and cb, the objects of the body', () => {
  const body = structuredClone(EXCHANGE);
  const { args, webtask } = call('credentials-exchange', body);
  assert.equal(args.length, 5);
  assert.deepEqual([args[0] === body.client, args[1] === body.scope, args[2]], [true, true, body.audience]);
  assert.deepEqual([args[3] === body.context, args[3].webtask === webtask], [true, true]);
});

test('a password exchange gets user, client, scope, audience, context and cb', () => {
  const body = structuredClone(USER_EXCHANGE);
  const { args, webtask } = call('password-exchange', body);
  assert.equal(args.length, 6);
  assert.deepEqual(args.slice(0, 4), [body.user, body.client, body.scope, body.audience]);
  assert.ok(args[0] === body.user && args[1] === body.client && args[2] === body.scope);
  assert.equal(args[4].webtask, webtask);
});

for (const trigger of ['credentials-exchange', 'password-exchange', 'send-phone-message']) {
  test(`the context of a ${trigger} is inside itself`, () => {
    const body = structuredClone(trigger === 'send-phone-message' ? PHONE : USER_EXCHANGE);
    const { args } = call(trigger, body);
    const context = args[args.length - 2];
    assert.equal(context.webtask.body.context, context);
  });
}

for (const trigger of ['pre-user-registration', 'post-user-registration', 'post-change-password']) {
  test(`the context of a ${trigger} is a copy, and not inside itself`, () => {
    const body = structuredClone(REGISTRATION);
    const { args, webtask } = call(trigger, body);
    assert.equal(args.length, 3);
    const { webtask: given, ...context } = args[1];
    assert.deepEqual([args[0] === body.user, given === webtask, context], [true, true, REGISTRATION.context]);
    assert.ok(!('webtask' in body.context));
  });
}

for (const context of [undefined, 'text', 7]) {
  test(`where an exchange is sent ${typeof context} for a context, webtask is all there is`, () => {
    const { args } = call('credentials-exchange', { ...EXCHANGE, context });
    assert.deepEqual(Object.keys(args[3]), ['webtask']);
  });
}

test('where an exchange is sent null for a context, the call fails as on Auth0', () => {
  assert.throws(() => call('credentials-exchange', { ...EXCHANGE, context: null }), {
    message: "Cannot set properties of null (setting 'webtask')",
  });
});

test('a phone message gets recipient, text, context and cb', () => {
  const body = structuredClone(PHONE);
  const { args } = call('send-phone-message', body);
  assert.deepEqual([args.length, args[0], args[1], args[2] === body.context], [4, PHONE.recipient, PHONE.text, true]);
});

test('a generic hook gets what others have as context.webtask, and cb', () => {
  const { args, webtask } = call('generic', 1);
  assert.deepEqual([args.length, args[0] === webtask], [2, true]);
});
