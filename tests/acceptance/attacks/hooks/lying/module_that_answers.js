// Tries: to leave, throw and answer while it is loaded, before there is anybody to answer to
// Success: the executor takes it for an answer
// Expect: died | does_not_compile
require('fs').writeSync(0, Buffer.from('0000001a000000167b2274797065223a226f7574636f6d65227d202020', 'hex'));
throw new Error('while loading');
