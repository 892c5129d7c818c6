// Judges claim names as the gateway's rules say, by Node's own URL parser.
// One JSON string a line on stdin, one verdict a line on stdout.
'use strict';
const RESERVED = ['auth0.com', 'webtask.io', 'webtask.run'];

function judge(name) {
  let url;
  try {
    url = new URL(name);
  } catch {
    return 'name_not_a_url';
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'scheme_not_http';
  const labels = url.hostname.split('.');
  while (labels.length > 1 && labels[labels.length - 1] === '') labels.pop();
  return RESERVED.includes(labels.slice(-2).join('.')) ? 'reserved_host' : 'allowed';
}

require('readline')
  .createInterface({ input: process.stdin })
  .on('line', (line) => process.stdout.write(judge(JSON.parse(line)) + '\n'));
