// Tries: to reach the runtime's functions and their arguments through Error.prepareStackTrace and arguments.callee.caller
// Success: a function or an object of the runtime is had
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const had = [];
  Error.prepareStackTrace = (error, frames) => frames;
  for (const frame of new Error().stack) {
    if (!(frame.getFileName() ?? '').startsWith('/runtime')) continue;
    if (frame.getFunction() !== undefined) had.push(`function ${frame.getFunctionName()}`);
    if (frame.getThis() !== undefined && frame.getThis() !== globalThis) had.push(`this of ${frame.getFunctionName()}`);
  }
  try {
    if (arguments.callee.caller) had.push('caller');
  } catch {
    // A strict caller is not told.
  }
  Error.prepareStackTrace = undefined;
  cb(null, { held: had.length === 0, had });
};
