// Tries: to find a descriptor that was inherited by mistake
// Success: there is a file, a directory, a socket or a pipe besides 0, 1 and 2 that Node did not open for itself
// Expect: accepted {"held": true}
// Expect at landlock: threw
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const found = {};
  for (const name of fs.readdirSync('/proc/self/fd')) {
    try {
      found[name] = fs.readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      // The one that read the directory.
    }
  }
  const { 0: channel, 1: console, 2: stderr, ...others } = found;
  // libuv wakes its threads through pipes of its own, both ends of which are ours.
  const counts = {};
  for (const link of Object.values(others)) counts[link] = (counts[link] ?? 0) + 1;
  const strange = Object.entries(counts).filter(
    ([link, count]) => !/^(anon_inode:\[(eventpoll|eventfd|io_uring)\]|\/dev\/null)$/.test(link) && !(link.startsWith('pipe:') && count === 2),
  );
  cb(null, { held: strange.length === 0 && channel.startsWith('socket:'), strange, console, stderr });
};
