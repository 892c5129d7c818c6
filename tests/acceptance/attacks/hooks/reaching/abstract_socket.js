// Tries: to connect to an abstract unix socket of the machine, which no file system hides
// Success: a connection is made, or the machine's listener hears of one
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  // Its name begins with NUL, which Node does not let through everywhere.
  const name = Buffer.from(context.body.target.abstract_socket, 'latin1');
  const address = Buffer.concat([Buffer.from([1, 0]), name]);
  const [AF_UNIX, STREAM, DATAGRAM] = [1, 1, 2];
  const answers = [STREAM, DATAGRAM].map((kind) => {
    const socket = native.call(41, AF_UNIX, kind, 0);
    return socket < 0 ? socket : native.call(42, socket, address, address.length);
  });
  cb(null, { held: answers.every((answer) => answer < 0), answers, native: native.how });
};
