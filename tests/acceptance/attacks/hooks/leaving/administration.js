// Tries: to administer the machine: its clock, name, swap, quotas, accounting, ports and log
// Success: one of the calls is not refused at once
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  // Arguments that no kernel would follow, should it look at them.
  const answers = {
    settimeofday: native.call(164, Buffer.alloc(16, 0xff), 0),
    clock_settime: native.call(227, 0, Buffer.alloc(16, 0xff)),
    adjtimex: native.call(159, Buffer.alloc(208, 0xff)),
    sethostname: native.call(170, 'attack', 6),
    setdomainname: native.call(171, 'attack', 6),
    swapon: native.call(167, '/tmp/attack-none', 0),
    swapoff: native.call(168, '/tmp/attack-none'),
    acct: native.call(163, '/tmp/attack-none'),
    quotactl: native.call(179, 0x800003, '/tmp', 0, 0),
    reboot: native.call(169, 1, 2, 3, 0),
    syslog: native.call(103, 3, Buffer.alloc(64), 64),
    iopl: native.call(172, 3),
    ioperm: native.call(173, 0x80, 1, 1),
    vhangup: native.call(153),
  };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
