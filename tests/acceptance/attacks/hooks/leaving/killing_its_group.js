// Tries: to take others with it by killing its own process group and session
// Success: a neighbour or the executor goes too
// Expect: died
module.exports = function () {
  process.kill(0, 'SIGKILL');
};
