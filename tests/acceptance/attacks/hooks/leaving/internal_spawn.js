// Tries: to start a process through Node's internal bindings, below child_process and whatever may guard it
// Success: a shell runs, or the bindings give a process that is not of this cage
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  process.emitWarning = () => {};
  const started = [];
  for (const [way, get] of [['binding', () => process.binding('spawn_sync')], ['_linkedBinding', () => process._linkedBinding('spawn_sync')]]) {
    try {
      const result = get().spawn({ file: '/bin/sh', args: ['sh', '-c', 'id'], envPairs: [], stdio: [{ type: 'pipe', readable: true, writable: false }] });
      if (!(result.error < 0)) started.push(way);
    } catch {
      // No such binding.
    }
  }
  cb(null, { held: started.length === 0, started });
};
