'use strict';

/**
 * From what a hook did to what the executor is told: plain, bounded data.
 *
 * Owns the outcomes of docs/worker-protocol.md. Everything that comes in here is
 * the hook's: a getter may throw, a proxy may lie, `toJSON` may do anything. A result that
 * cannot be written down is itself an outcome. Nothing here throws, with the
 * one exception that `denied` explains. It must not know when an outcome counts.
 *
 * Each function returns {header, body}: the fields of a frame's header, and its body
 * as JSON text in UTF-8 or undefined. Neither object has a prototype.
 */

const {
  Error,
  String,
  decode,
  encode,
  floor,
  getOwnPropertyNames,
  includes,
  parse,
  slice,
  split,
  startsWith,
  stringify,
} = require('./intrinsics');

// As JSON in UTF-8. All four fit into what the executor allows beside a result.
const NAME_BYTES = 1024;
const MESSAGE_BYTES = 16 * 1024;
const STACK_BYTES = 32 * 1024;
const PROPERTIES_BYTES = 64 * 1024;

// JSON escapes a UTF-16 unit with up to six bytes.
const MOST_BYTES_A_UNIT = 6;
const CUT = '…';

const NOT_SERIALIZABLE = 'Error when JSON serializing the result of the extension point';
const UNREADABLE = 'Something was thrown that cannot be read';
const RUNTIME_FRAMES = `${__dirname}/`;

/** The hook called `cb` without an error. */
function accepted(value, resultBytes) {
  let body;
  try {
    const text = resultText(value);
    if (text === undefined) return outcome('accepted', { hasClaims: false });
    body = encode(text);
  } catch {
    return unusableResult(NOT_SERIALIZABLE);
  }
  if (body.length > resultBytes) {
    return unusableResult(`The result is ${body.length} bytes of JSON, and ${resultBytes} are allowed`);
  }
  return outcome('accepted', { hasClaims: true }, body);
}

/**
 * The hook called `cb` with an error.
 *
 * Where the error cannot be read (a getter that throws, a message that is a
 * symbol), this throws what reading it threw. On Auth0 that came out of `cb`, and
 * a hook that caught it could answer again. If it was read and is not JSON, the
 * hook has answered, and Auth0 told its caller why instead of what.
 */
function denied(error) {
  const shown = error instanceof Error ? error : new Error(error.message || String(error) || 'Unknown error');
  const properties = ownProperties(shown);
  const described = describe(shown);
  // An inherited name names a built-in class, and Auth0 never told it to anybody.
  if (typeof properties.name !== 'string') described.name = null;
  if (isLong(properties)) return outcome('denied', described, fewProperties(described));
  let text;
  try {
    text = stringify(properties);
  } catch (problem) {
    return denied(new Error(`Error serializing error: ${start(problem.message)}`));
  }
  return outcome('denied', described, propertiesBody(text) ?? fewProperties(described));
}

/** The hook threw, in its own call or (`uncaught`) later. */
function threw(thrown, uncaught) {
  return outcome('threw', { ...describe(thrown), uncaught });
}

/** The script could not be loaded. */
function doesNotCompile(thrown) {
  return outcome('does_not_compile', describe(thrown));
}

/** The posted body is not something that its trigger can be called with. */
function invalidArguments(message) {
  return outcome('invalid_arguments', { message });
}

/** The hook has a secret for its callers, and this caller did not send it. */
function unauthorized(message) {
  return outcome('unauthorized', { message });
}

function unusableResult(message) {
  return outcome('unusable_result', { message: bounded(message, MESSAGE_BYTES) });
}

function outcome(kind, fields, body) {
  return { __proto__: null, header: { __proto__: null, kind, ...fields }, body };
}

/**
 * Return the result as JSON text, or undefined if JSON has no form for it: undefined, a
 * function, a symbol. As on Auth0 it is serialized as the property `data` of an
 * answer, which is what a `toJSON` gets to see, and by the JSON.stringify that the
 * hook has by then, which may be its own.
 */
function resultText(value) {
  if (JSON.stringify === stringify) return dataText(value);
  const answer = parse(JSON.stringify({ statusCode: 200, headers: {}, status: 'success', data: value }));
  return dataText(answer.data);
}

function dataText(data) {
  const text = stringify({ __proto__: null, data });
  return text === '{}' ? undefined : slice(text, '{"data":'.length, -1);
}

/** Return the error's own properties, enumerable or not, as an object without a prototype. */
function ownProperties(error) {
  const names = getOwnPropertyNames(error);
  const properties = { __proto__: null };
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    // On Auth0 this became the prototype of a copy and so was not a property.
    if (name === '__proto__') continue;
    const value = error[name];
    properties[name] = name === 'stack' && typeof value === 'string' ? withoutRuntime(value) : value;
  }
  return properties;
}

/** Return the properties' JSON text as a body, or null if it is too long or a `toJSON` made it no object. */
function propertiesBody(text) {
  if (typeof text !== 'string' || !startsWith(text, '{')) return null;
  const body = encode(text);
  return body.length <= PROPERTIES_BYTES ? body : null;
}

/** Return name, message and stack as a body: what is kept of an error that has too much. */
function fewProperties({ name, message, stack }) {
  const properties = { __proto__: null, message };
  if (name !== null) properties.name = name;
  if (stack !== null) properties.stack = stack;
  return encode(stringify(properties));
}

/** Is one of the error's own texts longer than all its properties may be? Then nothing is made of them. */
function isLong({ message, stack }) {
  return isLongText(message) || isLongText(stack);
}

function isLongText(value) {
  return typeof value === 'string' && value.length > PROPERTIES_BYTES;
}

/** Return the text, cut to what a message can have of it before anything is put before it. */
function start(message) {
  return typeof message === 'string' ? slice(message, 0, MESSAGE_BYTES) : message;
}

/** Return name, message and stack of whatever was thrown; null for each that it does not have. */
function describe(thrown) {
  const name = textOf(thrown, 'name');
  const message = textOf(thrown, 'message') ?? display(thrown);
  const stack = textOf(thrown, 'stack');
  return {
    __proto__: null,
    name: name === null ? null : bounded(name, NAME_BYTES),
    message: bounded(message, MESSAGE_BYTES),
    stack: stack === null ? null : bounded(withoutRuntime(slice(stack, 0, 2 * STACK_BYTES)), STACK_BYTES),
  };
}

function textOf(thrown, property) {
  try {
    const value = thrown[property];
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function display(thrown) {
  try {
    return String(thrown);
  } catch {
    return UNREADABLE;
  }
}

/** Return the stack without the frames of this program, which do not concern the hook's author. */
function withoutRuntime(stack) {
  if (!includes(stack, RUNTIME_FRAMES)) return stack;
  const lines = split(stack, '\n');
  let kept = lines[0];
  for (let i = 1; i < lines.length; i++) {
    if (!includes(lines[i], RUNTIME_FRAMES)) kept += `\n${lines[i]}`;
  }
  return kept;
}

/** Return the text, cut to `limit` bytes of JSON, without lone surrogates. */
function bounded(text, limit) {
  let kept = text.length > limit ? slice(text, 0, limit) + CUT : text;
  while (kept.length * MOST_BYTES_A_UNIT > limit) {
    const size = encode(stringify(kept)).length;
    if (size <= limit) break;
    kept = slice(kept, 0, floor(((kept.length - 1) * limit) / size) - 1) + CUT;
  }
  return decode(encode(kept));
}

module.exports = { accepted, denied, describe, doesNotCompile, invalidArguments, threw, unauthorized };
