// Tries: to give away files of the executor's user, and to have the kernel drop their set-user bits
// Success: an owner or a group is set, be it to what it was
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const [user, group] = [process.getuid(), process.getgid()];
  const answers = {};
  for (const name of ['ring', 'program', '.']) {
    for (const way of ['chownSync', 'lchownSync']) {
      try {
        fs[way](`${context.body.target.belongings}/${name}`, user, group);
        answers[`${way} ${name}`] = 'changed';
      } catch (error) {
        answers[`${way} ${name}`] = error.code;
      }
    }
  }
  cb(null, { held: !Object.values(answers).includes('changed'), answers });
};
