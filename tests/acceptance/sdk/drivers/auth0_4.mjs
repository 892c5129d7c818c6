// npm auth0 4.x: parameters, a body, and the answer as `data` of a response.
import { every, sdk, serve } from './driver.mjs';

const { ManagementApiError, ManagementClient } = sdk;

function connect(domain, account) {
  // It gets its token itself, when it first needs one.
  const management = new ManagementClient({
    domain,
    clientId: account.client_id,
    clientSecret: account.client_secret,
  });
  return { ...hooks(management), ...resources(management) };
}

function hooks({ hooks: manager }) {
  return {
    'hooks.list': every(data((query) => manager.getAll(query))),
    'hooks.page': data((page, size) => manager.getAll({ page, per_page: size, include_totals: true })),
    'hooks.create': data((body) => manager.create(body)),
    'hooks.get': data((id, fields) => manager.get({ id, fields: fields?.join() })),
    'hooks.update': data((id, body) => manager.update({ id }, body)),
    'hooks.delete': data((id) => manager.delete({ id })),
    'hooks.secrets.get': data((id) => manager.getSecrets({ id })),
    'hooks.secrets.add': data((id, values) => manager.addSecrets({ id }, values)),
    'hooks.secrets.update': data((id, values) => manager.updateSecrets({ id }, values)),
    'hooks.secrets.delete': data((id, names) => manager.deleteSecrets({ id }, names)),
  };
}

function resources({ clients, resourceServers, clientGrants, users, usersByEmail, tenants, logs }) {
  return {
    ...resource('clients', clients, 'client_id'),
    ...resource('resource_servers', resourceServers, 'id'),
    ...resource('client_grants', clientGrants, 'id'),
    ...resource('users', users, 'id'),
    'clients.rotate_secret': data((id) => clients.rotateClientSecret({ client_id: id })),
    'client_grants.take': (size) => fromCheckpoints(data((query) => clientGrants.getAll(query)), size),
    'users.by_email': data((email) => usersByEmail.getByEmail({ email })),
    'settings.get': data(() => tenants.getSettings()),
    'settings.update': data((body) => tenants.updateSettings(body)),
    'logs.list': every(data((query) => logs.getAll(query))),
    'logs.get': data((id) => logs.get({ id })),
  };
}

function resource(name, manager, id) {
  return {
    [`${name}.list`]: every(data((query) => manager.getAll(query))),
    [`${name}.create`]: data((body) => manager.create(body)),
    [`${name}.get`]: data((value) => manager.get({ [id]: value })),
    [`${name}.update`]: data((value, body) => manager.update({ [id]: value }, body)),
    [`${name}.delete`]: data((value) => manager.delete({ [id]: value })),
  };
}

async function fromCheckpoints(list, size) {
  const found = [];
  for (let from; ;) {
    const page = await list({ take: size, from });
    found.push(...page.client_grants);
    if (page.next === undefined) return found;
    from = page.next;
  }
}

function data(call) {
  return async (...given) => (await call(...given)).data;
}

function refusal(error) {
  if (!(error instanceof ManagementApiError)) return undefined;
  return { status: error.statusCode, code: error.errorCode, message: error.message };
}

await serve(connect, refusal);
