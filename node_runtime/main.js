'use strict';

/**
 * The program inside a worker: wiring, and whose turn it is.
 *
 * Owns the worker's side of docs/worker-protocol.md: ready, bound to one script,
 * then one execution at a time until the executor closes the socket. How anything
 * is done is in the other modules.
 */

const { openChannel, sendFrame } = require('./channel');
const { allowConsole, attribute, attributeLoading, runningNumber, writeRecord } = require('./console');
const { executionWebtask, moduleWebtask, withoutProto } = require('./context');
const { writeAll } = require('./descriptor');
const { decode, encode } = require('./intrinsics');
const { invoke } = require('./invoke');
const { FILENAME, loadScript } = require('./loader');
const { watchNetwork } = require('./network');
const { describe, threw } = require('./outcome');
const { arrangeProcess } = require('./surroundings');
const { TRIGGERS } = require('./triggers');

const PROTOCOL = 1;
const NODE = process.versions.node;
// The argument that the executor gives this program if the cage has no network.
const NO_NETWORK = 'no-network';
const NOT_GRANTED = 'network access is not granted to this hook\n';
const STDERR = 2;
// EX_PROTOCOL of sysexits.h: whoever is at the other end does not speak the protocol.
const NOT_THE_PROTOCOL = 76;

const exit = process.exit.bind(process);
const listenerCount = process.listenerCount.bind(process);
const removeAllListeners = process.removeAllListeners.bind(process);

// What may be received in which state; anything else breaks the protocol.
const RECEIVERS = {
  __proto__: null,
  spare: { __proto__: null, bind },
  idle: { __proto__: null, execute },
  busy: { __proto__: null },
};

let state = 'spare';
let hook = null;
// While an execution has no outcome: the function that takes its outcome.
let answerRunning = null;
// Number of the last execution that arrived; 0 before the first.
let seen = 0;
// The first execution, which also owns what the script began while it was loaded; 0 before it.
let first = 0;
// The last execution that was told that it has no network.
let told = -1;
let ending = false;

function onFrame(header, body) {
  const receive = RECEIVERS[state][header.type];
  if (receive === undefined) end(new Error(`A worker that is ${state} received '${header.type}'`));
  else receive(header, decode(body));
}

function bind({ trigger, secrets: sent, resultBytes, consoleBytes }, script) {
  allowConsole(consoleBytes);
  const secrets = withoutProto(sent);
  const row = TRIGGERS[trigger];
  const loaded = attributeLoading(() => loadScript(script, row, moduleWebtask(trigger, secrets)));
  hook = { ...loaded, trigger: row, triggerName: trigger, secrets, resultBytes };
  state = 'idle';
  sendFrame({ __proto__: null, type: 'bound' });
}

function execute({ execution, headers, query }, bodyText) {
  state = 'busy';
  if (seen === 0) {
    first = execution;
    if (told === 0) told = execution;
  }
  seen = execution;
  const { triggerName: trigger, secrets } = hook;
  const webtask = executionWebtask({ execution, trigger, secrets, headers, query, bodyText });
  let answered = false;

  function answer({ header, body }) {
    if (answered) return false;
    answered = true;
    answerRunning = null;
    state = 'idle';
    sendFrame({ __proto__: null, type: 'outcome', execution, ...header }, body);
    return true;
  }

  answerRunning = answer;
  attribute(execution, () => invoke(hook, webtask, answer, reportLate));
}

/**
 * A hook that has answered and then throws from its own call has done its work. Its
 * stderr says so, and its worker goes on: ending the worker would only harm the
 * next execution.
 */
function reportLate(thrown) {
  const { message, stack } = describe(thrown);
  writeRecord('e', encode(`Uncaught after cb: ${stack ?? message}\n`));
}

/** Report once for each execution. For one that is over, only its console is told. */
function tellNotGranted() {
  const execution = runningNumber() || first;
  if (told === execution) return;
  told = execution;
  try {
    writeRecord('e', encode(NOT_GRANTED));
    if (execution === seen && state !== 'idle') sendFrame({ __proto__: null, type: 'network', execution });
  } catch {
    // The executor is gone, and the hook has its own error to come.
  }
}

/**
 * Nothing handles what was thrown, and Node is about to end the process. A listener
 * of the hook's own changes that, and may still call `cb`.
 */
function onUncaught(thrown) {
  if (listenerCount('uncaughtException') > 0) return;
  if (answerRunning !== null) answerRunning(threw(thrown, true));
  announceEnd();
}

/**
 * The process is about to end. Executions that the executor has sent and that did not
 * arrive here will not be run, and it may run them elsewhere.
 */
function announceEnd() {
  if (ending) return;
  ending = true;
  try {
    sendFrame({ __proto__: null, type: 'ending', seen });
  } catch {
    // The executor is gone as well.
  }
}

/** End the process, without a message if the executor has closed the socket. */
function end(error) {
  // A hook's 'exit' listener may never return.
  removeAllListeners('exit');
  if (error === null) exit(0);
  writeAll(STDERR, encode(`${error.message}\n`));
  exit(NOT_THE_PROTOCOL);
}

if (process.argv[2] === NO_NETWORK) watchNetwork(tellNotGranted);
arrangeProcess(FILENAME);
process.on('uncaughtExceptionMonitor', onUncaught);
process.on('exit', announceEnd);
openChannel(onFrame, end);
sendFrame({ __proto__: null, type: 'ready', protocol: PROTOCOL, node: NODE });
