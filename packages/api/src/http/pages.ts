import { isAdministrator } from '@skerry/domain';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { RequestError } from '../errors.ts';
import { docsPage } from './docs-page.ts';
import { openApi } from './openapi.ts';
import { senderOf } from './sender.ts';
import type { ServerParts } from './server-parts.ts';

/** No script runs on the pages of the API, whatever comes into them. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

const html = (reply: FastifyReply, text: string) =>
  reply.type('text/html; charset=utf-8').header('Content-Security-Policy', policy).send(text);

/** What is no part of the API: health, documentation and console, which are public, and metrics. */
export function registerPages(app: FastifyInstance, { cloud, metrics, consoleFiles }: ServerParts): void {
  // Made when somebody first asks: it takes as long as the rest of the start.
  const document = once(() => `${JSON.stringify(openApi(), undefined, 2)}\n`);
  const docs = once(docsPage);
  consoleFiles.register(app);
  app.get('/docs', (_, reply) => html(reply, docs()));
  app.get('/openapi.json', (_, reply) => reply.type('application/json').send(document()));
  app.get('/health', (_, reply) =>
    reply
      .header('Cache-Control', 'no-store')
      .send({ status: 'ok', version: cloud.version, revision: cloud.model.revision }),
  );
  // It counts what everybody has: a token of an administrator reads it, of the scope `read`.
  app.get('/metrics', async (request, reply) => {
    if (!isAdministrator(senderOf(request, cloud))) {
      throw new RequestError('forbidden', 'Only an administrator may read the metrics.');
    }
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

function once(make: () => string): () => string {
  let made: string | undefined;
  return () => (made ??= make());
}
