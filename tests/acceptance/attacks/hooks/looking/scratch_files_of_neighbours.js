// Tries: to read what a neighbour's hook has written to /tmp and to /dev/shm
// Success: the neighbour's file is there
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const found = [];
  const search = (directory, depth) => {
    let entries = [];
    try {
      entries = fs.readdirSync(directory, { withFileTypes: true });
    } catch {
      // Closed.
    }
    for (const entry of entries) {
      const path = `${directory}/${entry.name}`;
      if (entry.name === 'neighbour') found.push(path);
      if (entry.isDirectory() && depth > 0) search(path, depth - 1);
    }
  };
  for (const directory of ['/tmp', '/dev/shm', '/var/tmp', '/run', require('os').tmpdir()]) search(directory, 4);
  cb(null, { held: found.length === 0, found });
};
