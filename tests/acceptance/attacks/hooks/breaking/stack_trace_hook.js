// Tries: to run code of its own while the runtime describes an error, by Error.prepareStackTrace, and throw there
// Success: there is no outcome
// Expect: denied | threw | unusable_result | accepted
module.exports = function (client, scope, audience, context, cb) {
  Error.prepareStackTrace = () => {
    throw new Error('from within');
  };
  cb(new Error('outer'));
};
