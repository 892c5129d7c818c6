// npm auth0, AuthenticationClient: kept by version 7 under auth0/legacy.
import { perform, require } from './task.mjs';

const { AuthApiError, AuthenticationClient } = require('auth0/legacy');

await perform(
  async ({ domain, clientId, clientSecret, audience, user }) => {
    const { oauth } = new AuthenticationClient({ domain, clientId, clientSecret });
    const { data } = user
      ? await oauth.passwordGrant({ ...user, audience })
      : await oauth.clientCredentialsGrant({ audience });
    return data.access_token;
  },
  (error) =>
    error instanceof AuthApiError
      ? { error: error.error, description: error.error_description, status: error.statusCode }
      : undefined,
);
