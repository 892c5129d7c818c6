// Tries: to reach a socket of the machine by its path, from one end of a pair that needs no socket call
// Success: a datagram or a connection is taken
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const UNIX = 1;
  const address = Buffer.alloc(110);
  address.writeUInt16LE(UNIX, 0);
  address.write(context.body.target.unix_socket, 2);
  const answers = {};
  for (const [name, type] of [['datagrams', 2], ['packets', 5]]) {
    const ends = Buffer.alloc(8);
    answers[name] = native.call(53, UNIX, type, 0, ends);
    if (answers[name] < 0) continue;
    answers[`${name} sent`] = native.call(44, ends.readInt32LE(0), 'attack', 6, 0, address, 110);
    answers[`${name} connected`] = native.call(42, ends.readInt32LE(0), address, 110);
  }
  const granted = Object.keys(answers).filter((name) => answers[name] >= 0);
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
