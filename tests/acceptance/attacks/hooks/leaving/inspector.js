// Tries: to open Node's debugger on a port, so that somebody outside may control the worker
// Success: the port can be reached from the machine
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const inspector = require('inspector');
  let url;
  try {
    inspector.open(context.body.target.free_port, '0.0.0.0', false);
    url = inspector.url();
  } catch (error) {
    url = String(error);
  }
  setTimeout(() => {
    try {
      inspector.close();
    } catch {
      // It was never open.
    }
    cb(null, { held: true, url: url ?? null });
  }, 300);
};
