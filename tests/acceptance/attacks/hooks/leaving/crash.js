// Tries: to crash the process by a bad access to its own memory
// Success: the executor takes it for anything but a death, or a core file is left
// Expect: died
module.exports = function (client, scope, audience, context) {
  const native = eval(context.body.toolkit)(context.body.addon);
  // munmap of all the memory there is, the code that would go on included
  native.call(11, 4096, 0x7fffff000000);
  process.kill(process.pid, 'SIGSEGV');
};
