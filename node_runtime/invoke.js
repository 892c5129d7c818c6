'use strict';

/**
 * One run of a hook.
 *
 * Owns the order of things: does it compile, may this caller call it, are the
 * arguments right, and then the call; and which of all the things that a hook can
 * do is its answer. It must not know where outcomes go.
 */

const { captureStackTrace, slice, startsWith, toLowerCase, trim } = require('./intrinsics');
const outcome = require('./outcome');
const { refusal } = require('./triggers');

// A hook with this secret may be called only by callers that send it as a bearer token.
const CALLERS_SECRET = 'auth0-extension-secret';

/**
 * Run `hook` ({func or thrown, trigger, resultBytes}) once.
 *
 * `answer(outcome)` takes the first outcome and returns true, and returns false for
 * every later one. The runtime never answers for a hook that does nothing: the executor
 * has the clock. `afterwards(thrown)` is called with what the hook threw from its call after
 * it had answered.
 */
function invoke(hook, webtask, answer, afterwards) {
  const refused = refuse(hook, webtask);
  if (refused !== null) {
    answer(refused);
    return;
  }
  try {
    const wrong = refusal(hook.trigger, webtask.body);
    if (wrong !== null) answer(outcome.invalidArguments(wrong));
    else hook.trigger.call(hook.func, webtask, callbackOf(hook, answer));
  } catch (thrown) {
    // Auth0's handler read properties of what it caught, and failed on these two.
    if (thrown === null || thrown === undefined) throw thrown;
    if (!answer(outcome.threw(thrown, false))) afterwards(thrown);
  }
}

/** Return the outcome of a call that does not even look at its arguments, or null. */
function refuse(hook, webtask) {
  if ('thrown' in hook) return outcome.doesNotCompile(hook.thrown);
  return isAuthorized(webtask) ? null : outcome.unauthorized('Unauthorized extensibility point');
}

function isAuthorized({ secrets, headers }) {
  const secret = secrets[CALLERS_SECRET];
  if (!secret) return true;
  const authorization = trim(headers.authorization ?? '');
  return startsWith(toLowerCase(authorization), 'bearer ') && slice(authorization, 'bearer '.length) === secret;
}

/**
 * The hook's `cb`. Its arguments are read before it is decided whether the call counts.
 * If reading them calls `cb` again (a getter, a `toJSON`), the inner call wins.
 */
function callbackOf(hook, answer) {
  // One declared parameter, as Auth0's had; a rest parameter would be an iterator, which hooks may patch.
  return function cb(error) {
    const given = error ? outcome.denied(error) : outcome.accepted(arguments[1], hook.resultBytes);
    if (!answer(given)) throw headersSent(cb);
  };
}

/** What Node's http threw on Auth0 if a hook called back twice; its hooks saw this error. */
function headersSent(cb) {
  const error = new Error('Cannot write headers after they are sent to the client');
  error.code = 'ERR_HTTP_HEADERS_SENT';
  captureStackTrace(error, cb);
  return error;
}

module.exports = { invoke };
