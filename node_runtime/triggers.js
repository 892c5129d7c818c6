'use strict';

/**
 * The triggers: what a hook of each sees and how it is called.
 *
 * Owns, for each trigger, the classes that share the script's scope, what Auth0
 * refused before the hook was called (in its words and in its order), the
 * positional arguments, and what becomes of `context`. No other module spells any of
 * this. It must not know how a call ends.
 *
 * The checks are Auth0's to the letter, gaps included. `typeof null` is "object",
 * so a null gets through most of them, and the read of a property that follows
 * throws as it did there.
 */

const { assign, isArray } = require('./intrinsics');

const EXTENSIBILITY_USER_ERROR =
  'class ExtensibilityUserError extends Error {' +
  ' constructor(message) { super(message); this.name = this.constructor.name; } }';

/** The source of an error class that carries a message only. */
const messageClass = (name) =>
  `class ${name} extends ExtensibilityUserError { constructor(message) { super(message); } }`;

/** The source of an error class that also has a text for the end user. */
const friendlyClass = (name) =>
  `class ${name} extends ExtensibilityUserError { constructor(message, friendlyMessage) {` +
  ' super(message); this.friendlyMessage = friendlyMessage || message; } }';

const isObject = (value) => typeof value === 'object';
const isObjectNotNull = (value) => isObject(value) && value !== null;
const isString = (value) => typeof value === 'string';
const isEmptyOrArray = (value) => !value || isArray(value);

/** A row of a trigger's checks: `holds(body)`, or else the arguments are refused with `message`. */
const check = (what, complaint, holds) => ({
  message: `${what} received by extensibility point is ${complaint}`,
  holds,
});

const OBJECT = 'not an object';
const STRING = 'not a string';
const SCOPE = 'neither empty nor an array';

const CREDENTIALS_EXCHANGE = {
  prelude: [
    EXTENSIBILITY_USER_ERROR,
    messageClass('InvalidRequestError'),
    messageClass('InvalidScopeError'),
    messageClass('ServerError'),
  ],
  checks: [
    check('Body', OBJECT, (body) => isObject(body)),
    check('Body .client', OBJECT, (body) => isObject(body.client)),
    check('Body .scope', SCOPE, (body) => isEmptyOrArray(body.scope)),
    check('Body .audience', STRING, (body) => isString(body.audience)),
  ],
  call(func, webtask, cb) {
    const { body } = webtask;
    return func(body.client, body.scope, body.audience, exchangeContext(webtask), cb);
  },
};

const PASSWORD_EXCHANGE = {
  prelude: [EXTENSIBILITY_USER_ERROR],
  checks: [
    check('Body', OBJECT, (body) => isObjectNotNull(body)),
    check('Body.audience', STRING, (body) => isString(body.audience)),
    check('Body.scope', SCOPE, (body) => isEmptyOrArray(body.scope)),
    check('Body.user', OBJECT, (body) => isObjectNotNull(body.user)),
    check('Body.client', OBJECT, (body) => isObjectNotNull(body.client)),
  ],
  call(func, webtask, cb) {
    const { body } = webtask;
    return func(body.user, body.client, body.scope, body.audience, exchangeContext(webtask), cb);
  },
};

const USER_REGISTRATION = {
  prelude: [EXTENSIBILITY_USER_ERROR, friendlyClass('PreUserRegistrationError')],
  checks: [
    check('Body', OBJECT, (body) => isObjectNotNull(body)),
    check('Body.user', OBJECT, (body) => isObjectNotNull(body.user)),
    check('Body.context', OBJECT, (body) => isObjectNotNull(body.context)),
    check('Body.context.connection', OBJECT, (body) => isObjectNotNull(body.context.connection)),
  ],
  call(func, webtask, cb) {
    // A copy, so this context, unlike the others, does not contain itself.
    const context = assign({}, webtask.body.context, { webtask });
    return func(webtask.body.user, context, (error, value) => cb(error, error ? undefined : value || {}));
  },
};

const SEND_PHONE_MESSAGE = {
  prelude: [EXTENSIBILITY_USER_ERROR, friendlyClass('SendPhoneMessageError')],
  checks: [
    check('Body', OBJECT, (body) => isObject(body)),
    check('Body.recipient', STRING, (body) => isString(body.recipient)),
    check('Body.text', STRING, (body) => isString(body.text)),
    check('Body.context', OBJECT, (body) => isObject(body.context)),
    check('Body.context.message_type', 'not `sms` or `voice`', ({ context }) =>
      context.message_type === 'sms' || context.message_type === 'voice'),
    check('Body.context.action', 'not `enrollment` or `second-factor-authentication`', ({ context }) =>
      context.action === 'enrollment' || context.action === 'second-factor-authentication'),
    check('Body.context.language', STRING, ({ context }) => isString(context.language)),
    check('Body.context.code', STRING, ({ context }) => isString(context.code)),
    check('Body.context.ip', STRING, ({ context }) => isString(context.ip)),
    check('Body.context.user_agent', STRING, ({ context }) => isString(context.user_agent)),
    ifClient('Body.context.client', OBJECT, (client) => isObject(client)),
    ifClient('Body.context.client.client_id', STRING, (client) => isString(client.client_id)),
    ifClient('Body.context.client.name', STRING, (client) => isString(client.name)),
    ifClient('Body.context.client.client_metadata', OBJECT, ({ client_metadata: metadata }) =>
      metadata === undefined || isObject(metadata)),
    check('Body.context.user', OBJECT, ({ context }) => isObject(context.user)),
  ],
  call(func, webtask, cb) {
    const { body } = webtask;
    body.context.webtask = webtask;
    return func(body.recipient, body.text, body.context, cb);
  },
};

const GENERIC = {
  prelude: [],
  checks: [],
  call: (func, webtask, cb) => func(webtask, cb),
  // There, three parameters meant (context, req, res): the hook wrote the HTTP response itself.
  unsupported: (func) =>
    typeof func === 'function' && func.length === 3
      ? 'A function (context, req, res) answers an HTTP request itself, and there is none here'
      : null,
};

const TRIGGERS = {
  __proto__: null,
  'credentials-exchange': CREDENTIALS_EXCHANGE,
  'password-exchange': PASSWORD_EXCHANGE,
  'pre-user-registration': USER_REGISTRATION,
  'post-user-registration': USER_REGISTRATION,
  'post-change-password': USER_REGISTRATION,
  'send-phone-message': SEND_PHONE_MESSAGE,
  generic: GENERIC,
};

/** A phone message may come without a client. */
function ifClient(what, complaint, holds) {
  return check(what, complaint, ({ context }) => context.client === undefined || holds(context.client));
}

/**
 * The context of the two exchanges is the object in the body itself, so that
 * context.webtask.body.context is context again.
 */
function exchangeContext(webtask) {
  const context = isObject(webtask.body.context) ? webtask.body.context : {};
  context.webtask = webtask;
  return context;
}

/** Return Auth0's words for what is wrong with the body, or null. */
function refusal(trigger, body) {
  for (let i = 0; i < trigger.checks.length; i++) {
    if (!trigger.checks[i].holds(body)) return trigger.checks[i].message;
  }
  return null;
}

module.exports = { TRIGGERS, refusal };
