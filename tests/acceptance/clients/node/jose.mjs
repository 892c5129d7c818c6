// npm jose: verifies a token with the key set at its address.
import { perform, require } from './task.mjs';

const { createRemoteJWKSet, errors, jwtVerify } = require('jose');

await perform(
  async ({ issuer, audience, token, typ }) => {
    const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', issuer));
    const { payload } = await jwtVerify(token, keys, { issuer, audience, typ });
    return payload;
  },
  (error) => (error instanceof errors.JOSEError ? { error: error.code, description: error.message } : undefined),
);
