// Tries: to have JSON, Buffer and the text encoders, replaced, write the frames
// Success: there is an answer that cb was not given; a result that the hook's own JSON.stringify spoils is its own loss,
//   as on Auth0
// Expect: unusable_result
// Expect: unusable_result
module.exports = function (client, scope, audience, context, cb) {
  if (globalThis.JSON === undefined) return cb(null, { held: true });
  JSON.stringify = () => '{"type":"ready"}';
  JSON.parse = () => ({ type: 'bind' });
  Buffer.from = Buffer.alloc = Buffer.concat = Buffer.allocUnsafe = () => new Uint8Array(4);
  TextEncoder.prototype.encode = TextDecoder.prototype.decode = () => '';
  globalThis.Buffer = globalThis.Uint8Array = globalThis.TextEncoder = globalThis.JSON = undefined;
  cb(null, { held: true });
};
