// Tries: to export something that only looks like a function, or that changes each time it is looked at
// Success: there is no outcome, or the executor makes a mistake
// Expect: threw | does_not_compile | accepted | died
module.exports = new Proxy(function () {}, {
  get(target, name) {
    if (name === 'length' || name === 'call' || name === 'apply') throw new Error('from within');
    return Reflect.get(target, name);
  },
  apply() {
    throw new Error('called');
  },
});
