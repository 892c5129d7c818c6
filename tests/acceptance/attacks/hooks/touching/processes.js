// Tries: to change how processes of the executor's user are scheduled, and to end them
// Success: a priority is set, or a signal is sent
// Expect: accepted {"held": true}
const os = require('os');

module.exports = function (client, scope, audience, context, cb) {
  const { executor_pid, bystander_pid } = context.body.target;
  const answers = {};
  for (const pid of [executor_pid, bystander_pid]) {
    for (const [name, attempt] of [
      ['priority', () => os.setPriority(pid, 19)],
      ['question', () => process.kill(pid, 0)],
      ['signal', () => process.kill(pid, 'SIGURG')],
    ]) {
      try {
        attempt();
        answers[`${name} ${pid}`] = 'done';
      } catch (error) {
        answers[`${name} ${pid}`] = error.info?.code ?? error.code;
      }
    }
  }
  cb(null, { held: !Object.values(answers).includes('done'), answers });
};
