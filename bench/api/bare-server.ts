/** Controls for reads: what Node's server and fastify do with the same bytes and nothing else. */
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';

interface Fastify {
  get(
    path: string,
    handler: (request: unknown, reply: { type(t: string): { send(b: string): unknown } }) => unknown,
  ): void;
  listen(at: object): Promise<string>;
  readonly server: Server;
}
// The front-end's own fastify: this folder has no package of its own.
const require = createRequire(join(import.meta.dirname, '../../packages/api/package.json'));
const { fastify } = require('fastify') as { fastify: () => Fastify };

async function run({ kind, body }: { kind: 'node' | 'fastify'; body: string }): Promise<number> {
  if (kind === 'node') {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
  const app = fastify();
  app.get('/*', (_, reply) => reply.type('application/json').send(body));
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

process.on('message', (job: { kind: 'node' | 'fastify'; body: string }) => {
  run(job).then(
    (port) => process.send?.({ port }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
