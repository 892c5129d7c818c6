// Tries: to look at the arguments of the same hook's next caller, from a variable of its own
// Success: it sees another tenant's; its own hook's next caller it may see,
//   as on Auth0: a worker belongs to one hook of one tenant
// Expect: accepted {"seen": ["caller-1"]}
// Expect: accepted {"seen": ["caller-1", "caller-2"]}
const seen = [];

module.exports = function (client, scope, audience, context, cb) {
  seen.push(client.id);
  cb(null, { seen });
};
