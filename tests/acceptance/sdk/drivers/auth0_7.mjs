// npm auth0 5.x, 6.x and 7.x: an id, a body, the answer itself, and pagers that fetch the next page themselves.
import { sdk, serve } from './driver.mjs';

const { ManagementClient, ManagementError } = sdk;

function connect(domain, account) {
  // It gets its token itself, when it first needs one.
  const management = new ManagementClient({
    domain,
    clientId: account.client_id,
    clientSecret: account.client_secret,
    // By default it tries again after any 5xx, and so would hide it.
    maxRetries: 0,
  });
  return { ...hooks(management), ...resources(management) };
}

function hooks({ hooks: client }) {
  return {
    'hooks.list': every((query) => client.list(query)),
    'hooks.page': async (page, size) => (await client.list({ page, per_page: size })).response,
    'hooks.create': (body) => client.create(body),
    'hooks.get': (id, fields) => client.get(id, { fields: fields?.join() }),
    'hooks.update': (id, body) => client.update(id, body),
    'hooks.delete': (id) => client.delete(id),
    'hooks.secrets.get': (id) => client.secrets.get(id),
    'hooks.secrets.add': (id, values) => client.secrets.create(id, values),
    'hooks.secrets.update': (id, values) => client.secrets.update(id, values),
    'hooks.secrets.delete': (id, names) => client.secrets.delete(id, names),
  };
}

function resources({ clients, resourceServers, clientGrants, users, tenants, logs }) {
  return {
    ...resource('clients', clients),
    ...resource('resource_servers', resourceServers),
    ...resource('client_grants', clientGrants),
    ...resource('users', users),
    'clients.rotate_secret': (id) => clients.rotateSecret(id),
    'client_grants.take': (size) => every((query) => clientGrants.list(query))({ take: size }),
    'users.by_email': (email) => users.listUsersByEmail({ email }),
    'settings.get': () => tenants.settings.get(),
    'settings.update': (body) => tenants.settings.update(body),
    // It has this name for what the others call `q`.
    'logs.list': every(({ q: search, ...query }) => logs.list({ search, ...query })),
    'logs.get': (id) => logs.get(id),
  };
}

function resource(name, client) {
  return {
    [`${name}.list`]: every((query) => client.list(query)),
    [`${name}.create`]: (body) => client.create(body),
    [`${name}.get`]: (id) => client.get(id),
    [`${name}.update`]: (id, body) => client.update(id, body),
    [`${name}.delete`]: (id) => client.delete(id),
  };
}

// The pager is an asynchronous iterator over the items of every page.
function every(list) {
  return async (query) => {
    const found = [];
    for await (const item of await list(query)) found.push(item);
    return found;
  };
}

function refusal(error) {
  if (!(error instanceof ManagementError) || error.statusCode === undefined) return undefined;
  return { status: error.statusCode, code: error.body?.errorCode, message: error.body?.message };
}

await serve(connect, refusal);
