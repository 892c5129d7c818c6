// npm express-oauth2-jwt-bearer: an API on express that wants a token, and calls to it with those of the task.
import { once } from 'node:events';
import { perform, require } from './task.mjs';

const express = require('express');
const { auth, requiredScopes } = require('express-oauth2-jwt-bearer');

await perform(async ({ issuer, audience, strict, tokens }) => {
  const api = express();
  api.use(auth({ issuerBaseURL: issuer, audience, strict }));
  api.get('/', requiredScopes('extra'), (request, response) => response.json(request.auth.payload));
  api.use((error, request, response, _next) => {
    response.status(error.status).set(error.headers).json({ code: error.code });
  });
  const server = api.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}/`;
  const answers = [];
  for (const token of tokens) {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(url, { headers });
    answers.push({ status: response.status, body: await response.json() });
  }
  server.close();
  server.closeAllConnections();
  return answers;
});
