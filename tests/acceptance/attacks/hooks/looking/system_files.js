// Tries: to read the machine's configuration and its users
// Success: one of the files can be read, or it can be told that it is there
// Expect: accepted {"there": [], "readable": []}
// Expect at landlock: accepted {"readable": []}
const fs = require('fs');

const FILES = [
  '/etc/passwd', '/etc/shadow', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/etc/machine-id', '/etc/os-release',
  '/etc/ssl/openssl.cnf', '/etc/environment', '/proc/1/root/etc/passwd', '/var/run/secrets/kubernetes.io/serviceaccount/token',
  '/run/secrets', '/var/log/syslog', '/boot', '/root/.bash_history', '/root/.ssh/id_rsa', '/.dockerenv',
];

module.exports = function (client, scope, audience, context, cb) {
  const possible = (act) =>
    FILES.filter((file) => {
      try {
        act(file);
        return true;
      } catch {
        return false;
      }
    });
  const readable = possible((file) => (fs.statSync(file).isDirectory() ? fs.readdirSync(file) : fs.readFileSync(file)));
  cb(null, { there: possible(fs.accessSync), readable });
};
