// Does what the request tells it: parameters that Warmhook does not know reach a hook as context.body.
module.exports = function (client, scope, audience, context, cb) {
  const { body, webtask } = context;
  if (body.title) process.title = body.title;
  if (body.log) console.log(body.log, webtask.secrets.API_KEY);
  if (body.throw) throw new Error(body.throw + webtask.secrets.API_KEY);
  const claims = { scope, 'https://acme.example/hook': 'obeys', [`not a URL`]: webtask.secrets.API_KEY };
  setTimeout(() => cb(null, claims), Number(body.wait_ms || 0));
};
