// npm koa-jwt, with the keys from jwks-rsa.
import { createServer } from 'node:http';
import { serve } from './api.mjs';
import { require } from './task.mjs';

const Koa = require('koa');
const jwt = require('koa-jwt');
const { koaJwtSecret } = require('jwks-rsa');

await serve(({ issuer, jwksUri, audience }) => {
  const api = new Koa();
  api.use(jwt({ secret: koaJwtSecret({ jwksUri, cache: true }), issuer, audience, algorithms: ['RS256'] }));
  api.use((context) => {
    context.body = context.state.user;
  });
  return createServer(api.callback());
});
