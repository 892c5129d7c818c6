'use strict';

/**
 * From a script to its function.
 *
 * Owns how a script is compiled: in one scope with its trigger's classes, as a
 * CommonJS module in sloppy mode. It must not know how the function is called.
 *
 * The classes stand on the script's own first line, so that line numbers in errors
 * are those of the author. That they come first has consequences which hooks rely
 * on: a 'use strict' at the top is no directive, and declaring one of the classes
 * again is a syntax error.
 */

const Module = require('node:module');
const { dirname } = require('node:path');
const { compileFunction, constants } = require('node:vm');

// Where the script seems to be. Nothing has to exist there; require() looks for
// packages in node_modules beside it and above.
const FILENAME = '/hook/webtask.js';
const DIRNAME = dirname(FILENAME);
const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];

// How Node 24 gives a compiled function its import(); Node 18 wants a function.
const DEFAULT_LOADER = constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;

/**
 * Load a script. Returns {func}, where `func` is whatever it returned or
 * exported, or {thrown} where it does not compile, threw, or exports something
 * that cannot run here.
 */
function loadScript(script, trigger, webtask) {
  const module = new Module(FILENAME);
  module.filename = FILENAME;
  module.paths = Module._nodeModulePaths(DIRNAME);
  module.webtask = webtask;
  const require = Module.createRequire(FILENAME);
  try {
    const compiled = compileFunction(trigger.prelude.join(' ') + script, PARAMETERS, {
      filename: FILENAME,
      importModuleDynamically: DEFAULT_LOADER ?? commonJsImport(),
    });
    const returned = compiled.call(module.exports, module.exports, require, module, FILENAME, DIRNAME);
    module.loaded = true;
    const func = returned || module.exports;
    const unsupported = trigger.unsupported?.(func) ?? null;
    return unsupported === null ? { func } : { thrown: new Error(unsupported) };
  } catch (thrown) {
    return { thrown };
  }
}

/** The import() that Node gives to an ordinary CommonJS file where the script seems to be. */
function commonJsImport() {
  const module = new Module(FILENAME);
  module._compile('module.exports = (specifier) => import(specifier);', FILENAME);
  return module.exports;
}

/**
 * Node 24 warns at the first import() that its default loader is experimental
 * here. That is our choice and does not concern the hook, so the warning is dropped.
 */
function takeExperimentalWarning() {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  compileFunction("import('node:vm')", [], { importModuleDynamically: DEFAULT_LOADER })();
  process.emitWarning = emitWarning;
}

if (DEFAULT_LOADER !== undefined) takeExperimentalWarning();

module.exports = { FILENAME, loadScript };
