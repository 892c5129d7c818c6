// Tries: to carry a secret out by fetch, over every scheme that it knows, and to read files with it
// Success: a request is answered
// Expect: accepted {"held": true}
module.exports = async function (client, scope, audience, context, cb) {
  const { tcp, canary_file: file } = context.body.target;
  const urls = [`http://127.0.0.1:${tcp}/secret`, 'https://example.com/secret', `http://localhost:${tcp}/`, `http://2130706433:${tcp}/`, `file://${file}`];
  const answered = [];
  const codes = [];
  for (const url of urls) {
    try {
      await fetch(url);
      answered.push(url);
    } catch (error) {
      codes.push(error.cause?.code ?? error.message);
    }
  }
  cb(null, { held: answered.length === 0, answered, codes });
};
