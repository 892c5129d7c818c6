'use strict';

/*
 * Loaded by mocha ahead of Auth0's own tests: puts the two modules beside this
 * one in the place of those that the tests require, and skips the tests that
 * meaningless.json lists. The tests themselves are read from the installed
 * package as they were published.
 */

const Module = require('module');
const path = require('path');

const meaningless = Object.values(require('./meaningless.json')).flat();

const REPLACED = {
  '../index': path.join(__dirname, 'compilers.js'),
  './simulate': path.join(__dirname, 'simulate.js'),
};
const TESTS = path.join('auth0-ext-compilers', 'test');

const { _resolveFilename } = Module;
Module._resolveFilename = function (request, parent, ...rest) {
  const ofTheirs = parent?.filename && path.dirname(parent.filename).endsWith(TESTS);
  return (ofTheirs && REPLACED[request]) || _resolveFilename.call(this, request, parent, ...rest);
};

exports.mochaHooks = {
  beforeEach() {
    if (meaningless.includes(this.currentTest.fullTitle())) this.skip();
  },
};
