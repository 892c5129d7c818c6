// npm auth0 2.x and 3.x: parameters, a body, and the answer itself.
import { every, sdk, serve } from './driver.mjs';

function connect(domain, account) {
  // It gets its token itself, when it first needs one.
  const management = new sdk.ManagementClient({
    domain,
    clientId: account.client_id,
    clientSecret: account.client_secret,
  });
  return { ...hooks(management), ...resources(management) };
}

function hooks({ hooks: manager }) {
  return {
    'hooks.list': every((query) => manager.getAll(query)),
    'hooks.page': (page, size) => manager.getAll({ page, per_page: size, include_totals: true }),
    'hooks.create': (body) => manager.create(body),
    'hooks.get': (id, fields) => manager.get(fields === undefined ? { id } : { id, fields: fields.join() }),
    'hooks.update': (id, body) => manager.update({ id }, body),
    'hooks.delete': (id) => manager.delete({ id }),
    'hooks.secrets.get': (id) => manager.getSecrets({ id }),
    'hooks.secrets.add': (id, values) => manager.addSecrets({ id }, values),
    'hooks.secrets.update': (id, values) => manager.updateSecrets({ id }, values),
    'hooks.secrets.delete': (id, names) => manager.removeSecrets({ id }, names),
  };
}

function resources({ clients, resourceServers, clientGrants, users, tenant, logs }) {
  return {
    ...resource('clients', clients, 'client_id'),
    ...resource('resource_servers', resourceServers, 'id'),
    ...resource('client_grants', clientGrants, 'id'),
    ...resource('users', users, 'id'),
    'clients.rotate_secret': (id) => clients.rotateClientSecret({ client_id: id }),
    'users.by_email': (email) => users.getByEmail(email),
    'settings.get': () => tenant.getSettings(),
    'settings.update': (body) => tenant.updateSettings(body),
    'logs.list': every((query) => logs.getAll(query)),
    'logs.get': (id) => logs.get({ id }),
  };
}

function resource(name, manager, id) {
  return {
    [`${name}.list`]: every((query) => manager.getAll(query)),
    [`${name}.create`]: (body) => manager.create(body),
    [`${name}.get`]: (value) => manager.get({ [id]: value }),
    [`${name}.update`]: (value, body) => manager.update({ [id]: value }, body),
    [`${name}.delete`]: (value) => manager.delete({ [id]: value }),
  };
}

// It keeps the answer's code only inside the answer.
function refusal(error) {
  if (error.statusCode === undefined) return undefined;
  return {
    status: error.statusCode,
    code: error.originalError?.response?.body?.errorCode,
    message: error.message,
  };
}

await serve(connect, refusal);
