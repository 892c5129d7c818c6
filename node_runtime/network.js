'use strict';

/**
 * Detects tries to use a network that is not granted.
 *
 * Owns the list of what Node's own modules (net, tls, http, fetch, dgram, dns)
 * call to reach one. These calls are reported and then made as usual: the cage decides
 * what comes of them, and the hook gets the error that it knows. It must not
 * know who is told.
 */

const { apply } = require('./intrinsics');

/** Call `tell()` before each attempt; it must not throw. */
function watchNetwork(tell) {
  const { TCP } = process.binding('tcp_wrap');
  const { UDP } = process.binding('udp_wrap');
  const resolver = process.binding('cares_wrap');
  watch(TCP.prototype, ['connect', 'connect6', 'listen'], tell);
  watch(UDP.prototype, ['bind', 'bind6', 'connect', 'connect6', 'send', 'send6'], tell);
  watch(resolver, ['getaddrinfo', 'getnameinfo'], tell);
  const asked = resolver.ChannelWrap.prototype;
  const questions = Object.getOwnPropertyNames(asked).filter((name) => name.startsWith('query'));
  watch(asked, [...questions, 'getHostByAddr'], tell);
}

function watch(object, names, tell) {
  for (const name of names) {
    const call = object[name];
    object[name] = function () {
      tell();
      return apply(call, this, arguments);
    };
  }
}

module.exports = { watchNetwork };
