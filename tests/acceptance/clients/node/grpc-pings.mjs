// npm @grpc/grpc-js: calls ExecuteHook on a connection that it pings, during a call and between calls.
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { perform, require } from './task.mjs';

const grpc = require('@grpc/grpc-js');
const { loadSync } = require('@grpc/proto-loader');

const PROTO = fileURLToPath(new URL('../../../../protos/executor.proto', import.meta.url));
const { HookExecutor } = grpc.loadPackageDefinition(loadSync(PROTO)).warmhook.executor.v1;

// What the hook says after so many milliseconds.
async function execute(client, ms) {
  const call = promisify(client.executeHook.bind(client));
  const source = `module.exports = (client, scope, audience, context, cb) => {
    setTimeout(() => cb(null, { 'https://clients.example/waited': ${ms} }), ${ms});
  };`;
  const answer = await call({
    hook: { tenant: 'pings', source },
    credentialsExchange: { client: { id: 'client' }, audience: 'https://api.clients.example/' },
  });
  return JSON.parse(answer.accepted.claimsJson)['https://clients.example/waited'];
}

async function duringACall(client, ms) {
  return [await execute(client, ms)];
}

async function betweenCalls(client, ms) {
  const before = await execute(client, 0);
  const { connectivityState } = grpc;
  const channel = client.getChannel();
  let state = connectivityState.READY;
  channel.watchConnectivityState(state, Infinity, () => {
    state = channel.getConnectivityState(false);
  });
  await sleep(ms);
  if (state !== connectivityState.READY) throw new Error(`the connection became ${connectivityState[state]}`);
  return [before, await execute(client, 0)];
}

await perform(async ({ executor, pingMs, watchedMs, withoutCalls }) => {
  const client = new HookExecutor(executor, grpc.credentials.createInsecure(), {
    'grpc.keepalive_time_ms': pingMs,
    'grpc.keepalive_permit_without_calls': Number(withoutCalls),
  });
  try {
    return await (withoutCalls ? betweenCalls : duringACall)(client, watchedMs);
  } finally {
    client.close();
  }
});
