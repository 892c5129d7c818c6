// npm @fastify/jwt, with the keys from get-jwks, which finds the key set by the issuer's metadata.
import { serve } from './api.mjs';
import { require } from './task.mjs';

const fastify = require('fastify');
const fastifyJwt = require('@fastify/jwt');
const buildGetJwks = require('get-jwks');

await serve(async ({ issuer, audience }) => {
  const keys = buildGetJwks({ providerDiscovery: true, issuersWhitelist: [issuer] });
  const api = fastify();
  await api.register(fastifyJwt, {
    decode: { complete: true },
    secret: (_request, { header, payload }) => keys.getPublicKey({ ...header, domain: payload.iss }),
    verify: { allowedIss: issuer, allowedAud: audience, algorithms: ['RS256'] },
  });
  api.addHook('onRequest', (request) => request.jwtVerify());
  api.get('/', (request) => request.user);
  await api.ready();
  return api.server;
});
