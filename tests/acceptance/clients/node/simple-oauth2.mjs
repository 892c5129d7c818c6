// npm simple-oauth2: asks with the method that the task names.
import { perform, require } from './task.mjs';

const { ClientCredentials } = require('simple-oauth2');

await perform(
  async ({ issuer, clientId, clientSecret, audience, method }) => {
    const client = new ClientCredentials({
      client: { id: clientId, secret: clientSecret },
      auth: { tokenHost: issuer, tokenPath: '/oauth/token' },
      options: { authorizationMethod: method },
    });
    const { token } = await client.getToken({ audience });
    return token.access_token;
  },
  (error) =>
    error.isBoom && error.data.isResponseError
      ? {
          error: error.data.payload.error,
          description: error.data.payload.error_description,
          status: error.output.statusCode,
        }
      : undefined,
);
