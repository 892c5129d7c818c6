// Tries: to have Node's own diagnostic report, which lists environment, libraries, sockets and machine, tell a secret
// Success: there is a canary in it, or the machine's name
// Expect: accepted {"secret": false, "name": false}
// Expect at landlock: accepted {"secret": false}
module.exports = function (client, scope, audience, context, cb) {
  const report = JSON.stringify(process.report.getReport());
  const mark = ['canary', ''].join('-');
  cb(null, { secret: report.includes(mark), name: report.includes(`"${context.body.target.hostname}"`) });
};
