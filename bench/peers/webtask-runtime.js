'use strict';

/*
 * The hook as Auth0 itself served it: compiled by the published auth0-ext-compilers,
 * behind an HTTP server of the published webtask-runtime. It logs nothing.
 *
 * Port: the only argument.
 */

const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const Compilers = require('auth0-ext-compilers');
const Runtime = require('webtask-runtime');

const HOOK = path.join(__dirname, '../../examples/demo/hooks/add-claim-and-scope.js');
const SILENT = { info() {}, warn() {}, error() {} };
// How the platform marked a webtask as a hook.
const meta = { 'auth0-extension': 'runtime', 'auth0-extension-name': 'credentials-exchange' };

/*
 * The platform's own `nodejsCompiler` was never published. webtask-runtime's refuses
 * functions of more than three parameters, and so every hook; a CommonJS module is what
 * both of them make of a script.
 */
function nodejsCompiler(script, done) {
  const module = new Module('/hook/webtask.js');
  module._compile(script, module.id);
  done(null, module.exports);
}

const script = fs.readFileSync(HOOK, 'utf8');
Compilers['client-credentials-exchange']({ nodejsCompiler, script }, (error, webtask) => {
  if (error) throw error;
  const server = Runtime.createServer(webtask, {
    logger: SILENT,
    meta,
    parseBody: Runtime.PARSE_ALWAYS,
    secrets: {},
    storage: Runtime.createStorage(),
  });
  server.listen(Number(process.argv[2]), '127.0.0.1');
});
