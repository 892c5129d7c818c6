// Tries: to remove, rename, link, empty and replace files of the executor's user
// Success: one of it is done
// Expect: accepted {"held": true}
const fs = require('fs');

module.exports = function (client, scope, audience, context, cb) {
  const { belongings } = context.body.target;
  const [ring, other] = [`${belongings}/ring`, `${belongings}/attack-other`];
  const tries = {
    unlink: () => fs.unlinkSync(ring),
    rename: () => fs.renameSync(ring, other),
    link: () => fs.linkSync(ring, other),
    symlink: () => fs.symlinkSync(ring, other),
    truncate: () => fs.truncateSync(ring),
    empty: () => fs.openSync(ring, fs.constants.O_RDONLY | fs.constants.O_TRUNC),
    write: () => fs.writeFileSync(ring, ''),
    append: () => fs.appendFileSync(ring, 'x'),
    make: () => fs.writeFileSync(other, ''),
    mkdir: () => fs.mkdirSync(other),
    rmdir: () => fs.rmSync(belongings, { recursive: true }),
    copy: () => fs.copyFileSync(process.execPath, other),
    temporary: () => fs.mkdtempSync(`${belongings}/attack-`),
  };
  const answers = {};
  for (const [name, attempt] of Object.entries(tries)) {
    try {
      attempt();
      answers[name] = 'done';
    } catch (error) {
      answers[name] = error.code;
    }
  }
  cb(null, { held: !Object.values(answers).includes('done'), answers });
};
