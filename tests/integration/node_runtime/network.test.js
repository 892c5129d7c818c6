'use strict';

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');

const NETWORK = path.join(__dirname, '../../../node_runtime/network.js');
const WATCHED = `let tries = 0; require(${JSON.stringify(NETWORK)}).watchNetwork(() => tries++);`;

/** Run a program with a watched network, and return what it printed. */
function run(program) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', `${WATCHED}\n${program}`]);
  assert.deepStrictEqual([String(stderr), status], ['', 0]);
  return JSON.parse(stdout);
}

const LATER = "process.on('exit', () => console.log(tries));";
const TRIES = {
  'a connection': "require('net').connect(1, '127.0.0.1').on('error', () => {})",
  'a connection by TLS': "require('tls').connect(1, '127.0.0.1').on('error', () => {})",
  'a connection by IPv6': "require('net').connect(1, '::1').on('error', () => {})",
  'a request': "require('http').get('http://127.0.0.1:1/').on('error', () => {})",
  'a name by the system': "require('dns').lookup('127.0.0.1.', () => {})",
  'a name by the system, promised': "require('dns').promises.lookup('127.0.0.1.').catch(() => {})",
  'a name of an address': "require('dns').lookupService('127.0.0.1', 1, () => {})",
  'a datagram': "const s = require('dgram').createSocket('udp4'); s.send('x', 1, '127.0.0.1', () => s.close())",
  'a listener': "const s = require('net').createServer().listen(0, '127.0.0.1', () => s.close())",
};

for (const [name, program] of Object.entries(TRIES)) {
  test(`${name} is told`, () => assert.ok(run(`${LATER} ${program}`) > 0));
}

test('questions to a name server are told, each', () => {
  const ask = (kind) => `resolver.${kind}('warmhook.example', () => {});`;
  const asked = ['resolve4', 'resolve6', 'resolveTxt', 'resolveMx'].map(ask).join(' ');
  const program = `const resolver = new (require('dns').Resolver)({ timeout: 1, tries: 1 });
    resolver.setServers(['127.0.0.1:1']); ${asked}`;
  assert.strictEqual(run(`${LATER} ${program}`), 4);
});

test('what does not leave the process is not told', () => {
  const program = "require('fs').readFileSync('/proc/self/status'); require('crypto').randomBytes(8);";
  assert.strictEqual(run(`${LATER} ${program}`), 0);
});

test('errors are those that they are without a watch, and their stacks say nothing of it', () => {
  const program = `require('net').connect(1, '127.0.0.1').on('error', (error) =>
    console.log(JSON.stringify([error.code, error.syscall, error.stack.includes('network.js')])));`;
  assert.deepStrictEqual(run(program), ['ECONNREFUSED', 'connect', false]);
});
