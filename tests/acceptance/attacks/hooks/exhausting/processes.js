// Tries: to fill the machine's table of processes, with a fork that does nothing but fork, where nothing else is needed
// Success: more than 256 are had
// Expect: accepted {"held": true} | limit_exceeded | died | out_of_memory
// Limits: time_ms=10000
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  let started = 0;
  while (started < 400 && native.start() > 0) started++;
  cb(null, { held: started <= 256, started, native: native.how });
};
