// npm oauth4webapi: RFC 8414 discovery, each step checked by the library.
import { perform, require } from './task.mjs';

const oauth = require('oauth4webapi');

await perform(
  async ({ issuer, clientId, clientSecret, audience, method }) => {
    const authentication = { client_secret_post: oauth.ClientSecretPost, client_secret_basic: oauth.ClientSecretBasic };
    const url = new URL(issuer);
    const discovered = await oauth.discoveryRequest(url, { algorithm: 'oauth2' });
    const server = await oauth.processDiscoveryResponse(url, discovered);
    const client = { client_id: clientId };
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      authentication[method](clientSecret),
      { audience },
    );
    const tokens = await oauth.processClientCredentialsResponse(server, client, response);
    return tokens.access_token;
  },
  (error) => {
    if (error instanceof oauth.ResponseBodyError) {
      return { error: error.error, description: error.error_description, status: error.status };
    }
    // With a challenge in the answer, that is all it tells.
    if (error instanceof oauth.WWWAuthenticateChallengeError) {
      return { error: error.cause[0].scheme, status: error.status };
    }
    return undefined;
  },
);
