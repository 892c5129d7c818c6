// Tries: to make its system calls by another door: the 32-bit one, and x32
// Success: a call is made that the ordinary door refuses
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const X32 = 0x40000000;
  const NEWUSER = 0x10000000;
  const answers = {
    'x32 unshare': native.call(X32 | 272, NEWUSER),
    'x32 ptrace': native.call(X32 | 521, 0, 0, 0, 0),
    'i386 unshare': native.callForeign(310, NEWUSER),
    'i386 ptrace': native.callForeign(26, 0, 0, 0),
    'i386 keyctl': native.callForeign(288, 0, -3, 0),
    'i386 getpid': native.callForeign(20),
  };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
