// What each API here is: a server on loopback that wants a token and answers with the token's claims. It prints its
// port as JSON, and runs until its standard input ends.
import { once } from 'node:events';

// `makeServer` gets {issuer, jwksUri, audience} and gives a server that does not listen yet.
export async function serve(makeServer) {
  const { issuer, audience } = JSON.parse(process.argv[2]);
  const discovered = await fetch(new URL('.well-known/openid-configuration', issuer));
  const { jwks_uri: jwksUri } = await discovered.json();
  const server = await makeServer({ issuer, jwksUri, audience });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  console.log(JSON.stringify({ port: server.address().port }));
  process.stdin.resume().once('end', () => process.exit());
}
