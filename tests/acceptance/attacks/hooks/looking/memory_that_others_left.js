// Tries: to find a neighbour's secret in memory that was not wiped: unsafe Buffers, fresh pages
// Success: a canary is found in 64 MiB of them
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const mark = ['canary', ''].join('-');
  let found = 0;
  for (let i = 0; i < 64; i++) {
    if (Buffer.allocUnsafeSlow(1 << 20).includes(mark)) found++;
    for (let j = 0; j < 64; j++) if (Buffer.allocUnsafe(1024).includes(mark)) found++;
  }
  cb(null, { held: found === 0, found });
};
