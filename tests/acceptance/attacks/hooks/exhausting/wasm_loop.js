// Tries: to loop in WebAssembly, where there is no JavaScript to interrupt
// Success: the deadline does not end it
// Expect: timed_out
// Limits: time_ms=1500
module.exports = function () {
  // (module (func (export "f") (loop (br 0))))
  const code = Buffer.from('0061736d010000000104016000000302010007050101660000' + '0a0901070003400c000b0b', 'hex');
  new WebAssembly.Instance(new WebAssembly.Module(code)).exports.f();
};
