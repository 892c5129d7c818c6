// Tries: to signal every process there is, with a signal that harms nobody who does not listen for it
// Success: the machine's bystander hears it
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  let all = true;
  try {
    process.kill(-1, 'SIGURG');
  } catch {
    all = false;
  }
  let reached = 0;
  for (let pid = 2; pid <= 32768; pid++) {
    if (pid === process.pid) continue;
    try {
      process.kill(pid, 'SIGURG');
      reached++;
    } catch {
      // There is none, or it is not ours.
    }
  }
  cb(null, { held: true, all, reached });
};
