'use strict';

/**
 * The process as a hook finds it.
 *
 * Owns what `process` and `require` show: two console streams, an empty stdin, no
 * environment, no command line, and none of the runtime's own modules. This is for tidiness
 * and fidelity and protects nothing. It must not know about executions.
 */

const { Readable } = require('node:stream');

const { consoleStream } = require('./console');

/** Must run before anything prints: Node's console looks at the streams once. */
function arrangeProcess(filename) {
  show('stdout', once(() => consoleStream('o', 1)));
  show('stderr', once(() => consoleStream('e', 2)));
  show('stdin', once(() => Readable.from([])));

  for (const name of Object.keys(process.env)) delete process.env[name];
  process.argv = [process.execPath, filename];
  process.execArgv = [];
  process.title = 'node';

  // Node was started with the runtime as its program, so a hook is never main.
  process.mainModule = undefined;
  for (const loaded of Object.keys(require.cache)) delete require.cache[loaded];
}

function show(name, get) {
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get });
}

/** Streams cost a millisecond of every start and most hooks touch none of them. */
function once(make) {
  let made;
  return () => (made ??= make());
}

module.exports = { arrangeProcess };
