// Tries: to read the machine's files through WebAssembly's system interface, with the root as a preopened directory
// Success: the canary's directory can be opened so
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const { dirname } = require('path');
  let opened = false;
  try {
    process.emitWarning = () => {};
    const { WASI } = require('wasi');
    new WASI({ version: 'preview1', preopens: { '/host': dirname(context.body.target.canary_file) } });
    opened = true;
  } catch {
    // No such directory.
  }
  cb(null, { held: !opened });
};
