// Tries: to get hold of the runtime's modules: through the cache, the main module, the parent, or by their paths
// Success: the function that sends frames is had with its own hands
// Expect: accepted {"held": true}
module.exports = function (client, scope, audience, context, cb) {
  const had = [];
  const Module = require('module');
  if (Object.keys(require.cache).length + Object.keys(Module._cache).length > 0) had.push('cache');
  if (process.mainModule || require.main || module.parent) had.push('main');
  if (module.children.length > 0) had.push('children');
  // A copy loaded anew has no hold on the running one; it is the running one's state that would count.
  let answered = 'nothing';
  try {
    const { attribute } = require('/runtime/console.js');
    answered = typeof attribute;
  } catch {
    // Not even that.
  }
  cb(null, { held: had.length === 0, had, answered });
};
