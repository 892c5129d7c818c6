'use strict';

/*
 * The hook as an HTTP function of Google's Functions Framework, which parses the
 * body and is the server.
 */

const hook = require('../../examples/demo/hooks/add-claim-and-scope.js');

exports.hook = (request, response) => {
  const { client, scope, audience, context } = request.body;
  hook(client, scope, audience, context, (error, claims) => {
    if (error) response.status(500).json({ message: error.message });
    else response.json(claims);
  });
};
