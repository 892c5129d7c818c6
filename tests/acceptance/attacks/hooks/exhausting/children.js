// Tries: to fill the machine with children that beget children, each a whole Node.js
// Success: there are more than 256 of them, or one is left 3 s later
// Expect: timed_out | died | out_of_memory
// Expect at landlock: threw
// Limits: time_ms=2500
const { spawn } = require('child_process');

module.exports = function () {
  // Two each, six generations: no more than 127, whatever holds them or not.
  const beget = `
    const { spawn } = require('child_process');
    const generation = Number(process.argv[1]);
    if (generation < 6) for (let i = 0; i < 2; i++) {
      spawn(process.execPath, ['-e', process.argv[2], String(generation + 1), process.argv[2]], { stdio: 'ignore', detached: true }).on('error', () => {});
    }
    setInterval(() => {}, 1000);`;
  spawn(process.execPath, ['-e', beget, '1', beget], { stdio: 'ignore', detached: true }).on('error', () => {});
  setInterval(() => {}, 1000);
};
