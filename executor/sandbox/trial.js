'use strict';

/**
 * The trial of a cage: run inside it at start, it tries what a worker must not be able to
 * do, and prints for each isolation level what holds.
 *
 * Owns the attempts. Each is made for real, against the bait whose places are its only
 * argument; a claim that cannot be tested does not hold.
 */

const fs = require('fs');
const net = require('net');
const os = require('os');
const { spawn, spawnSync } = require('child_process');

const bait = JSON.parse(process.argv[1]);

/** Does it fail? With one of the codes, where some are given. */
function fails(attempt, ...codes) {
  try {
    attempt();
    return false;
  } catch (error) {
    return codes.length === 0 || codes.includes(error.code) || codes.includes(error.info?.code);
  }
}

function connects(options) {
  return new Promise((resolve) => {
    const socket = net.connect(options, () => {
      // An open one would keep the trial from ending.
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
    setTimeout(resolve, 1000, true).unref();
  });
}

/** The code with which listening on loopback fails; undefined where it works. */
function listening() {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.on('error', (error) => resolve(error.code));
    server.listen(0, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
}

/** The code with which a port of loopback cannot be taken; undefined where it can. */
function binding() {
  return new Promise((resolve) => {
    const socket = net.connect({ port: bait.port, host: '127.0.0.1', localAddress: '127.0.0.1' });
    const settle = (code) => {
      socket.destroy();
      resolve(code);
    };
    socket.on('connect', () => settle());
    socket.on('error', (error) => settle(error.syscall === 'bind' ? error.code : undefined));
  });
}

function status(field) {
  return fs.readFileSync('/proc/self/status', 'utf8').match(new RegExp(`^${field}:\\s*(\\S+)`, 'm'))?.[1];
}

function limit(name) {
  return fs.readFileSync('/proc/self/limits', 'utf8').match(new RegExp(`^${name}\\s+(\\S+)`, 'm'))?.[1];
}

const onlyOwnGroup = () =>
  fs
    .readFileSync('/proc/self/cgroup', 'utf8')
    .trim()
    .split('\n')
    .every((line) => line.endsWith(':/'));

/** The kernel's names of namespaces tell one from another. */
const ownNamespace = ([kind, theirs]) => [
  `it has a namespace of its own for ${kind}`,
  attempt(() => fs.readlinkSync(`/proc/self/ns/${kind}`) !== theirs),
];

const fillsUp = () =>
  fails(() => {
    for (let i = 0; i < 4; i++) fs.writeFileSync(`/tmp/fill${i}`, Buffer.alloc(8 * 1024 * 1024));
  }, 'ENOSPC');

/** libuv does not say whether a child got a session of its own; the kernel does. */
function staysInSession() {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 10000)'], { detached: true });
  try {
    return session(child.pid) === session('self');
  } finally {
    child.kill('SIGKILL');
  }
}

/** Behind the name, in parentheses: state, parent, process group, session. */
function session(pid) {
  return fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ')[3];
}

const attempt = (claim) => {
  try {
    return claim() === true;
  } catch {
    return false;
  }
};

async function main() {
  const reached = await connects({ port: bait.port, host: '127.0.0.1' });
  const reachedAbstract = await connects({ path: `\0${bait.abstract}` });
  const listenError = await listening();
  const bindError = await binding();

  const everywhere = {
    "the machine's files are hidden": attempt(() => fails(() => fs.readFileSync(bait.file))),
    'other processes are hidden': attempt(() => fails(() => fs.readFileSync(`/proc/${bait.pid}/cmdline`))),
    'other processes are out of reach': attempt(() => fails(() => process.kill(bait.pid, 0), 'ESRCH', 'EPERM')),
    'the network is out of reach': !reached,
    'abstract sockets are out of reach': !reachedAbstract,
    'system calls are filtered': attempt(() => fails(() => os.setPriority(1), 'EPERM')),
    'the environment is empty': Object.keys(process.env).every((name) => name === 'PWD'),
  };
  const namespaces = {
    ...everywhere,
    ...Object.fromEntries(Object.entries(bait.namespaces).map(ownNamespace)),
    'processes are numbered anew': attempt(
      () => fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length <= 3,
    ),
    'there is no interface but loopback': attempt(() =>
      Object.keys(os.networkInterfaces()).every((name) => name === 'lo'),
    ),
    'the host has another name': os.hostname() === 'worker',
    'control groups are hidden': attempt(onlyOwnGroup),
    'there are no capabilities': attempt(() => /^0+$/.test(status('CapEff')) && /^0+$/.test(status('CapBnd'))),
    'no new privileges can be had': attempt(() => status('NoNewPrivs') === '1'),
    'the filter is installed': attempt(() => status('Seccomp') === '2'),
    'sessions cannot be left': attempt(staysInSession),
    'nothing but /tmp can be written': attempt(() =>
      ['/x', '/dev/x', '/proc/sys/x', '/runtime/x'].every((path) => fails(() => fs.writeFileSync(path, ''))),
    ),
    "the machine's settings are hidden": attempt(() => !fs.existsSync('/proc/sys/kernel')),
    "the cage's own process is out of reach": attempt(() => fails(() => fs.openSync('/proc/1/mem', 'r'))),
    '/tmp is bounded': attempt(fillsUp),
    'core dumps are off': attempt(() => limit('Max core file size') === '0'),
    'descriptors are bounded': attempt(() => Number(limit('Max open files')) <= 64),
    'Landlock is on': bait.landlock ? bindError === 'EACCES' : true,
  };
  const landlock = {
    ...everywhere,
    'no file can be written': attempt(() =>
      ['/tmp/x', '/dev/shm/x', '/x'].every((path) => fails(() => fs.writeFileSync(path, ''))),
    ),
    // The bait is the executor's own: where workers are its user, only the filter stands before it.
    'no mode of a file can be changed': attempt(() => fails(() => fs.chmodSync(bait.file, 0o600), 'EPERM')),
    'no directory can be listed': attempt(() => fails(() => fs.readdirSync('/'))),
    'no socket can be opened': listenError !== undefined,
    'no process can be started': attempt(() => spawnSync(process.execPath, ['-e', '0']).error !== undefined),
  };
  console.log(JSON.stringify({ namespaces, landlock }));
}

main();
