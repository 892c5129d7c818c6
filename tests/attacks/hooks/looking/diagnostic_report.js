// Tries: to have Node's own diagnostic report, which lists environment, libraries, sockets and machine, tell a secret
// Success: there is a canary in it, or the machine's name
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const report = JSON.stringify(process.report.getReport());
  const mark = ['canary', ''].join('-');
  const held = !report.includes(mark) && !report.includes(`"${context.body.target.hostname}"`);
  cb(null, { held });
};
