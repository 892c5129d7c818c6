'use strict';

/*
 * Auth0's side of the comparison: one hook, compiled by the published
 * auth0-ext-compilers and served over HTTP by the published webtask-runtime.
 *
 * Standard input carries {compiler, hook, meta, secrets} as JSON. The descriptor that
 * is named by the only argument carries what cannot be seen in an HTTP answer,
 * one JSON object a line: {listening: port}, {does_not_compile: message}
 * where a compiler leaves that to the platform, and {uncaught: {name, message}}
 * when an error ends the process.
 *
 * It judges nothing and must change nothing of what the two packages do, with
 * one exception that is explained at nodejsCompiler below.
 */

const fs = require('fs');
const Module = require('module');
const path = require('path');

// Not by NODE_PATH: that would let the hook require them, too.
const packages = Module.createRequire(path.join(__dirname, '../../npm/package.json'));
const Compilers = packages('auth0-ext-compilers');
const Runtime = packages('webtask-runtime');

// Hooks may replace globals; what this file reports must not depend on them.
const { stringify } = JSON;
const { writeSync } = fs;
const reports = Number(process.argv[2]);

const DIRECTORY = '/hook';
const SCRIPT = `${DIRECTORY}/webtask.js`;
const SILENT = { info() {}, warn() {}, error() {} };

function report(fact) {
  writeSync(reports, `${stringify(fact)}\n`);
}

/*
 * Platform code, unpublished, gave auth0-ext-compilers its `nodejsCompiler`.
 * What is published of it is webtask-runtime's compile, whose last step refuses
 * functions of more than three parameters: right for a plain webtask, and fatal
 * to `function (client, scope, audience, context, cb)`. So the script is
 * compiled by webtask-runtime, and its value is taken where webtask-runtime
 * itself takes it, before that step: what Module#_compile returns, or else
 * module.exports.
 */
function nodejsCompiler(options) {
  return (script, done) => {
    const { _compile } = Module.prototype;
    let compiled = false;
    let value;
    Module.prototype._compile = function (source, filename, ...rest) {
      if (filename !== SCRIPT) return _compile.call(this, source, filename, ...rest);
      Module.prototype._compile = _compile;
      value = _compile.call(this, source, filename, ...rest) || this.exports;
      compiled = true;
      return value;
    };
    Runtime.compile(script, options, (error) => {
      Module.prototype._compile = _compile;
      if (compiled) done(null, value);
      else done(error);
    });
  };
}

function describeError(error) {
  try {
    return { name: error.name, message: String(error.message) };
  } catch {
    return { name: null, message: 'an error that cannot be described' };
  }
}

function describeThrown(thrown) {
  if (thrown instanceof Error) return describeError(thrown);
  try {
    return { name: null, message: String(thrown) };
  } catch {
    return { name: null, message: 'a value that cannot be described' };
  }
}

const { compiler, hook, meta, secrets } = JSON.parse(fs.readFileSync(0, 'utf8'));

process.on('uncaughtExceptionMonitor', (error) => report({ uncaught: describeThrown(error) }));

const storage = Runtime.createStorage();
const compileOptions = {
  dirname: DIRECTORY,
  filename: 'webtask.js',
  logger: SILENT,
  webtaskApi: { storage, meta, params: {}, secrets },
};

Compilers[compiler]({ nodejsCompiler: nodejsCompiler(compileOptions), script: hook }, (error, webtask) => {
  if (error) return report({ does_not_compile: error.message });
  const server = Runtime.createServer(webtask, {
    logger: SILENT,
    meta,
    parseBody: Runtime.PARSE_ALWAYS,
    secrets,
    storage,
  });
  server.listen(0, '127.0.0.1', () => report({ listening: server.address().port }));
});
