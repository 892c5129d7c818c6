// Tries: to open sockets of families that no network namespace holds, or that have a history: vsock, the kernel's
//   cryptography, raw packets, Bluetooth, XDP, and more
// Success: one opens
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const [STREAM, DATAGRAM, RAW, SEQPACKET] = [1, 2, 3, 5];
  const families = {
    ...{ vsock: [40, STREAM, 0], algorithms: [38, SEQPACKET, 0], packets: [17, RAW, 0x300] },
    ...{ raw4: [2, RAW, 255], raw6: [10, RAW, 255], icmp: [2, RAW, 1], bluetooth: [31, RAW, 1], can: [29, RAW, 1] },
    ...{ xdp: [44, RAW, 0], tipc: [30, STREAM, 0], rds: [21, SEQPACKET, 0], kcm: [41, DATAGRAM, 0], smc: [43, STREAM, 0] },
    ...{ qipcrtr: [42, DATAGRAM, 0], ax25: [3, DATAGRAM, 0], netrom: [6, SEQPACKET, 0], key: [15, RAW, 2] },
    ...{ pppox: [24, STREAM, 0], mctp: [45, DATAGRAM, 0], nfc: [39, SEQPACKET, 0], phonet: [35, DATAGRAM, 0] },
  };
  const answers = {};
  for (const [name, socket] of Object.entries(families)) answers[name] = native.call(41, ...socket);
  const opened = Object.keys(answers).filter((name) => answers[name] >= 0);
  cb(null, { held: opened.length === 0, opened, answers, native: native.how });
};
