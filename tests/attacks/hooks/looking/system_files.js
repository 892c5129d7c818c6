// Tries: to read the machine's configuration and its users
// Success: one of the files can be read
// Expect: accepted {"held": true}
const fs = require('fs');

const FILES = [
  '/etc/passwd', '/etc/shadow', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/etc/machine-id', '/etc/os-release',
  '/etc/ssl/openssl.cnf', '/etc/environment', '/proc/1/root/etc/passwd', '/var/run/secrets/kubernetes.io/serviceaccount/token',
  '/run/secrets', '/var/log/syslog', '/boot', '/root/.bash_history', '/root/.ssh/id_rsa', '/.dockerenv',
];

module.exports = function (client, scope, audience, context, cb) {
  const found = FILES.filter((file) => {
    try {
      fs.accessSync(file);
      return true;
    } catch {
      return false;
    }
  });
  cb(null, { held: found.length === 0, found });
};
