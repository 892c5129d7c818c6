// Tries: to keep a file system of the machine from being unmounted, by staying in one of its directories
// Success: it can go there, or hold a descriptor of it
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const { belongings } = context.body.target;
  const O_PATH = 0o10000000;
  const answers = {};
  for (const [name, attempt] of [['chdir', () => process.chdir(belongings)], ['open', () => fs.openSync(belongings, O_PATH)]]) {
    try {
      attempt();
      answers[name] = 'held';
    } catch (error) {
      answers[name] = error.code;
    }
  }
  cb(null, { held: !Object.values(answers).includes('held'), answers });
};
