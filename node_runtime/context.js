'use strict';

/**
 * `context.webtask`: what the webtask platform told a function about its call.
 *
 * Owns its properties and their order, which console.log(context) shows. Each
 * execution gets objects of its own, so what a hook writes into them is gone with
 * the next one. It must not know about triggers beyond the name that `meta` has.
 */

const { entries, now, parse, startsWith, toLowerCase } = require('./intrinsics');
const { storage } = require('./storage');

// What the platform kept for itself in a query.
const RESERVED_QUERY = 'webtask_';

// The prototype of objects that are filled by assigning: no setter that a hook has put on Object.prototype
// is called. (An object that has null itself for a prototype is to V8 a hash table, and slower.)
const NOTHING = { __proto__: null };

/** Return `module.webtask`, which a script sees while it is loaded and keeps. */
function moduleWebtask(trigger, secrets) {
  return { storage, meta: metaOf(trigger), params: {}, secrets: { ...secrets } };
}

/**
 * Return `context.webtask` of one execution. `bodyText` is what was posted to the
 * hook. If it is not JSON there is no `body`; if it is empty there is also no
 * `body_raw`.
 */
function executionWebtask({ execution, trigger, secrets, headers, query, bodyText }) {
  const shownQuery = publicQuery(query);
  return {
    data: { ...shownQuery, ...secrets },
    headers: lowerCaseNames(headers),
    id: `${now()}.${execution}`,
    params: {},
    query: { ...shownQuery },
    secrets: { ...secrets },
    meta: metaOf(trigger),
    storage,
    token: undefined,
    ...posted(bodyText),
    create_token: notSupported('create_token'),
    create_token_url: notSupported('create_token_url'),
  };
}

function posted(bodyText) {
  if (bodyText === '') return {};
  try {
    return { body_raw: bodyText, body: parse(bodyText) };
  } catch {
    // The trigger's own checks decide what a hook needs in its body.
    return { body_raw: bodyText };
  }
}

/**
 * Take away, in place, whatever is called __proto__: on Auth0 a secret, a header or a parameter of that
 * name did not exist.
 */
function withoutProto(sent) {
  delete sent.__proto__;
  return sent;
}

function metaOf(trigger) {
  return { 'auth0-extension': 'runtime', 'auth0-extension-name': trigger };
}

function publicQuery(query) {
  const pairs = entries(query);
  const shown = { __proto__: NOTHING };
  for (let i = 0; i < pairs.length; i++) {
    if (!startsWith(pairs[i][0], RESERVED_QUERY)) shown[pairs[i][0]] = pairs[i][1];
  }
  return withoutProto(shown);
}

function lowerCaseNames(headers) {
  const pairs = entries(headers);
  const lower = { __proto__: NOTHING };
  for (let i = 0; i < pairs.length; i++) lower[toLowerCase(pairs[i][0])] = pairs[i][1];
  lower['content-type'] ??= 'application/json';
  return { ...withoutProto(lower) };
}

function notSupported(method) {
  return () => {
    throw new Error(`The '${method}' method is not supported in this environment`);
  };
}

module.exports = { executionWebtask, moduleWebtask, withoutProto };
