// Tries: to store in, search and read the kernel's keyrings, which no namespace separates
// Success: a key is made or found
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const SESSION = -3;
  const USER = -4;
  const answers = {
    add_key: native.call(248, 'user', 'attack', Buffer.from('x'), 1, USER),
    request_key: native.call(249, 'user', 'attack', 0, 0),
    get: native.call(250, 0, SESSION, 0),
    join: native.call(250, 1, 0),
    search: native.call(250, 10, USER, 'user', 'attack', 0),
  };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
