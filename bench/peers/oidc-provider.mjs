/*
 * oidc-provider as an issuer of what Warmhook issues: RS256 JWT access tokens for one
 * API, by client credentials, with the hook's claim and scope in them.
 *
 * The hook runs in this process, or behind a URL:
 *     node oidc-provider.mjs PORT PROCESSES [WEBHOOK]
 * With more than one process they share the port, by node:cluster.
 */

import cluster from 'node:cluster';
import { generateKeyPairSync } from 'node:crypto';
import http from 'node:http';
import { createRequire } from 'node:module';

import Provider from 'oidc-provider';

const [port, processes, webhook] = process.argv.slice(2);
const AUDIENCE = 'https://api.example.com/';

const hook = createRequire(import.meta.url)('../../examples/demo/hooks/add-claim-and-scope.js');

function inProcess(client, scope, audience, context) {
  return new Promise((resolve, reject) => {
    hook(client, scope, audience, context, (error, claims) => {
      if (error) reject(error);
      else resolve(claims);
    });
  });
}

const agent = new http.Agent({ keepAlive: true });

function byWebhook(client, scope, audience, context) {
  const body = JSON.stringify({ client, scope, audience, context });
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = http.request(webhook, { agent, method: 'POST', headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(JSON.parse(Buffer.concat(chunks)));
        else reject(new Error(`the webhook answered ${response.statusCode}`));
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const runHook = webhook ? byWebhook : inProcess;

function serve(key) {
  const provider = new Provider(`http://127.0.0.1:${port}/`, {
    clients: [
      {
        client_id: 'bench',
        client_secret: 'a-secret-of-the-benchmark-0123456789',
        client_name: 'Demo client',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: 'read:data',
          accessTokenTTL: 86_400,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    formats: {
      customizers: {
        // The payload is made before the hook has run; this is the place to change its scope.
        jwt(ctx, token, jwt) {
          jwt.payload.scope = token.scope;
        },
      },
    },
    async extraTokenClaims(ctx, token) {
      const client = { id: token.clientId, name: token.client.clientName, metadata: { plan: 'full' } };
      const context = { ip: ctx.ip, userAgent: ctx.get('user-agent'), body: { grant_type: 'client_credentials' } };
      const { scope, ...claims } = await runHook(client, token.scope.split(' '), AUDIENCE, context);
      token.scope = scope.join(' ');
      return claims;
    },
    jwks: { keys: [key] },
    ttl: { ClientCredentials: 86_400 },
  });
  provider.listen(Number(port), '127.0.0.1');
}

if (cluster.isPrimary) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' };
  if (Number(processes) === 1) serve(key);
  else {
    for (let started = 0; started < Number(processes); started += 1) {
      cluster.fork({ BENCH_KEY: JSON.stringify(key) });
    }
    // The workers end with this process, and not before it.
    cluster.on('exit', () => process.exit(1));
    process.once('SIGTERM', () => process.exit(0));
  }
} else {
  serve(JSON.parse(process.env.BENCH_KEY));
}
