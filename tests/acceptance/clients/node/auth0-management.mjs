// npm auth0, ManagementClient: gets itself a token before its first call. The call is answered here.
import { perform, require } from './task.mjs';

const { ManagementClient, ManagementError } = require('auth0');

await perform(
  async ({ domain, clientId, clientSecret, audience }) => {
    let authorization;
    const client = new ManagementClient({
      domain,
      clientId,
      clientSecret,
      audience,
      fetch: (url, request) => {
        if (new URL(url).pathname === '/oauth/token') return fetch(url, request);
        authorization = new Headers(request.headers).get('authorization');
        return Promise.resolve(Response.json({ id: 'auth0|1' }));
      },
    });
    await client.users.get('auth0|1');
    return authorization.replace(/^Bearer /, '');
  },
  (error) =>
    error instanceof ManagementError && error.body
      ? { error: error.body.error, description: error.body.error_description, status: error.statusCode }
      : undefined,
);
