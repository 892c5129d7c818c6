'use strict';

/* global after */

/*
 * In the place of the tests' simulate.js: the same call, made to the executor that
 * EXECUTOR_TARGET names, and its answer as the envelope that the tests look at.
 */

const Module = require('module');
const path = require('path');

const packages = Module.createRequire(path.join(__dirname, '../../../npm/package.json'));
const grpc = packages('@grpc/grpc-js');
const loader = packages('@grpc/proto-loader');

const definition = loader.loadSync(path.join(__dirname, '../../../../protos/executor.proto'), {
  keepCase: true,
  oneofs: true,
});
const { HookExecutor } = grpc.loadPackageDefinition(definition).warmhook.executor.v1;
const executor = new HookExecutor(process.env.EXECUTOR_TARGET, grpc.credentials.createInsecure());
after(() => executor.close());

const REFUSALS = [grpc.status.INVALID_ARGUMENT, grpc.status.UNAUTHENTICATED];

module.exports = function simulate(webtask, options, done) {
  const { field, source } = webtask;
  const request = {
    hook: { tenant: 'mocha', source, secrets: options.secrets },
    context: { headers: options.headers, ...contextOf(field, options.body) },
    [field]: argumentsOf(field, options.body),
  };
  executor.ExecuteHook(request, (error, response) => {
    if (!error) return envelope(response, done);
    if (!REFUSALS.includes(error.code)) return done(error);
    return done(null, { status: 'error', data: { message: error.details } });
  });
};

/** Only an exchange's context is a message of its own. */
function contextOf(field, body) {
  return field.endsWith('_exchange') && body.context ? { properties_json: JSON.stringify(body.context) } : {};
}

function argumentsOf(field, body) {
  switch (field) {
    case 'credentials_exchange':
    case 'password_exchange':
      return {
        ...(body.user && { user: userOf(body.user) }),
        client: clientOf(body.client),
        ...(body.scope && { scope: { values: body.scope } }),
        audience: body.audience,
      };
    case 'send_phone_message':
      return { recipient: body.recipient, text: body.text, context_json: JSON.stringify(body.context) };
    case 'generic':
      return { body_json: JSON.stringify(body) };
    default:
      return { user_json: JSON.stringify(body.user), context_json: JSON.stringify(body.context) };
  }
}

function clientOf({ metadata, ...client }) {
  return metadata ? { ...client, metadata_json: JSON.stringify(metadata) } : client;
}

function userOf({ id, tenant }) {
  return { id, tenant };
}

function envelope(response, done) {
  const outcome = response[response.outcome];
  switch (response.outcome) {
    case 'accepted':
      return done(null, {
        status: 'success',
        data: '_claims_json' in outcome ? JSON.parse(outcome.claims_json) : undefined,
      });
    case 'denied':
      return done(null, { status: 'error', data: JSON.parse(outcome.properties_json) });
    default:
      return done(new Error(`${response.outcome}: ${outcome.message}`));
  }
}
