// npm openid-client: discovers the server, then asks with the method that the task names.
import { perform, require } from './task.mjs';

const client = require('openid-client');

await perform(
  async ({ issuer, clientId, clientSecret, audience, method, user }) => {
    const authentication = { client_secret_post: client.ClientSecretPost, client_secret_basic: client.ClientSecretBasic };
    const server = new URL(issuer);
    const config = await client.discovery(server, clientId, undefined, authentication[method](clientSecret));
    const tokens = user
      ? await client.genericGrantRequest(config, 'password', { ...user, audience })
      : await client.clientCredentialsGrant(config, { audience });
    return tokens.access_token;
  },
  (error) => {
    if (error instanceof client.ResponseBodyError) {
      return { error: error.error, description: error.error_description, status: error.status };
    }
    // With a challenge in the answer, that is all it tells.
    if (error instanceof client.WWWAuthenticateChallengeError) {
      return { error: error.cause[0].scheme, status: error.status };
    }
    return undefined;
  },
);
