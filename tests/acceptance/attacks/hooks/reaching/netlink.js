// Tries: to make a network of its own by netlink: raise the loopback, add addresses and routes; and to hear the kernel's events
// Success: a socket opens for anything but asking, or an interface is changed
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const [AF_NETLINK, RAW] = [16, 3];
  const PROTOCOLS = { sock_diag: 4, netfilter: 12, audit: 9, uevents: 15, generic: 16, crypto: 21, xfrm: 6, connector: 11 };
  const answers = {};
  for (const [name, protocol] of Object.entries(PROTOCOLS)) answers[name] = native.call(41, AF_NETLINK, RAW, protocol);
  const opened = Object.keys(answers).filter((name) => answers[name] >= 0);
  const route = native.call(41, AF_NETLINK, RAW, 0);
  let raised = -1;
  if (route >= 0) {
    // RTM_NEWLINK for interface 1, IFF_UP
    const message = Buffer.alloc(32);
    message.writeUInt32LE(32, 0);
    message.writeUInt16LE(16, 4);
    message.writeUInt16LE(5, 6);
    message.writeInt32LE(1, 20);
    message.writeUInt32LE(1, 24);
    message.writeUInt32LE(1, 28);
    native.call(44, route, message, message.length, 0, 0, 0);
    const reply = Buffer.alloc(256);
    native.call(45, route, reply, reply.length, 0x40, 0, 0);
    raised = reply.readInt32LE(16);
  }
  // bubblewrap raises the loopback itself, and the answer "done" changes nothing then.
  cb(null, { held: opened.length === 0 && raised !== 0, opened, answers, raised, native: native.how });
};
