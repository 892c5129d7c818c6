// Tries: to hear and to swallow what the runtime's socket is told, by replacing EventEmitter's and the streams' methods
// Success: the next call gets no answer
// Expect: accepted {"held": true}
// Expect: accepted {"held": true}
const { EventEmitter } = require('events');
const { Readable, Writable } = require('stream');
const net = require('net');

module.exports = function (client, scope, audience, context, cb) {
  for (const prototype of [EventEmitter.prototype, Readable.prototype, Writable.prototype, net.Socket.prototype]) {
    for (const name of ['emit', 'on', 'once', 'push', 'read', 'write', 'end', 'resume', 'pipe', 'addListener', 'listeners']) prototype[name] = () => false;
  }
  cb(null, { held: true });
};
