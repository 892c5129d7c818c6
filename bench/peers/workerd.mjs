/*
 * The hook behind workerd's own HTTP server, in its one isolate.
 */

import hook from 'hook';

export default {
  async fetch(request) {
    const { client, scope, audience, context } = await request.json();
    return new Promise((answer) => {
      hook(client, scope, audience, context, (error, claims) => {
        if (error) answer(Response.json({ message: error.message }, { status: 500 }));
        else answer(Response.json(claims));
      });
    });
  },
};
