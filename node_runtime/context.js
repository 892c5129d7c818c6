'use strict';

/**
 * `context.webtask`: what the webtask platform told a function about its call.
 *
 * Owns its properties and their order, which console.log(context) shows. Each
 * execution gets objects of its own, so what a hook writes into them is gone with
 * the next one. It must not know about triggers beyond the name that `meta` has.
 */

const { defineProperty, entries, now, parse, startsWith, toLowerCase } = require('./intrinsics');
const { storage } = require('./storage');

// What the platform kept for itself in a query.
const RESERVED_QUERY = 'webtask_';

/** Return `module.webtask`, which a script sees while it is loaded and keeps. */
function moduleWebtask(trigger, secrets) {
  return { storage, meta: metaOf(trigger), params: {}, secrets: assignAll({}, entries(secrets)) };
}

/**
 * Return `context.webtask` of one execution. `bodyText` is what was posted to the
 * hook; where it is no JSON there is no `body`, and where it is empty no
 * `body_raw` either.
 */
function executionWebtask({ execution, trigger, secrets, headers, query, bodyText }) {
  const shownQuery = publicEntries(query);
  const secretEntries = entries(secrets);
  const webtask = {
    data: assignAll(assignAll({}, shownQuery), secretEntries),
    headers: lowerCaseNames(headers),
    id: `${now()}.${execution}`,
    params: {},
    query: assignAll({}, shownQuery),
    secrets: assignAll({}, secretEntries),
    meta: metaOf(trigger),
    storage,
    token: undefined,
  };
  if (bodyText !== '') {
    define(webtask, 'body_raw', bodyText);
    try {
      define(webtask, 'body', parse(bodyText));
    } catch {
      // The trigger's own checks say what a hook needs of its body.
    }
  }
  define(webtask, 'create_token', notSupported('create_token'));
  define(webtask, 'create_token_url', notSupported('create_token_url'));
  return webtask;
}

/**
 * Make an own property, where assigning would call a setter that a hook has put on
 * Object.prototype. The one setter that is always there takes no text, so that on Auth0
 * a secret called __proto__ was not there.
 */
function define(target, name, value) {
  if (name === '__proto__') return;
  defineProperty(target, name, {
    __proto__: null,
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

function metaOf(trigger) {
  return { 'auth0-extension': 'runtime', 'auth0-extension-name': trigger };
}

function assignAll(target, pairs) {
  for (let i = 0; i < pairs.length; i++) define(target, pairs[i][0], pairs[i][1]);
  return target;
}

function publicEntries(query) {
  const pairs = entries(query);
  const shown = [];
  for (let i = 0; i < pairs.length; i++) {
    if (!startsWith(pairs[i][0], RESERVED_QUERY)) shown[shown.length] = pairs[i];
  }
  return shown;
}

function lowerCaseNames(headers) {
  const pairs = entries(headers);
  const lower = {};
  for (let i = 0; i < pairs.length; i++) define(lower, toLowerCase(pairs[i][0]), pairs[i][1]);
  if (lower['content-type'] === undefined) define(lower, 'content-type', 'application/json');
  return lower;
}

function notSupported(method) {
  return () => {
    throw new Error(`The '${method}' method is not supported in this environment`);
  };
}

module.exports = { executionWebtask, moduleWebtask };
