// Tries: to make files of the executor's user look old, so that a backup or a cleaner takes them for something else
// Success: a time is set
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const answers = {};
  for (const name of ['ring', 'program', '.']) {
    for (const way of ['utimesSync', 'lutimesSync']) {
      try {
        fs[way](`${context.body.target.belongings}/${name}`, 1, 1);
        answers[`${way} ${name}`] = 'changed';
      } catch (error) {
        answers[`${way} ${name}`] = error.code;
      }
    }
  }
  cb(null, { held: !Object.values(answers).includes('changed'), answers });
};
