// Tries: to open files of the machine by their handles, past every directory (as the Shocker exploit did)
// Success: a handle is made or opened
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const native = eval(context.body.toolkit)(context.body.addon);
  const handle = Buffer.alloc(136);
  handle.writeUInt32LE(8, 0);
  handle.writeUInt32LE(1, 4);
  handle.writeBigUInt64LE(2n, 8);
  const answers = {
    name_to_handle_at: native.call(303, -100, '/node', handle, Buffer.alloc(8), 0),
    open_by_handle_at: native.call(304, -100, handle, 0),
  };
  const granted = Object.keys(answers).filter((name) => !native.refused(answers[name]));
  cb(null, { held: granted.length === 0, granted, answers, native: native.how });
};
