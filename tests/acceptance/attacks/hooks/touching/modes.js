// Tries: to change the modes of files that belong to the executor's user: its key ring, a program, their directory
// Success: the key ring can be read by others, the program runs as its owner, or nobody can enter the directory
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const { belongings } = context.body.target;
  const answers = {};
  for (const [name, mode] of [['ring', 0o666], ['program', 0o4755], ['.', 0]]) {
    for (const way of ['chmodSync', 'lchmodSync']) {
      try {
        fs[way]?.(`${belongings}/${name}`, mode);
        if (fs[way]) answers[`${way} ${name}`] = 'changed';
      } catch (error) {
        answers[`${way} ${name}`] = error.code;
      }
    }
  }
  cb(null, { held: !Object.values(answers).includes('changed'), answers });
};
