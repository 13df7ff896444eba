import type { FastifyInstance, FastifyReply } from 'fastify';
import { docsPage } from './docs-page.ts';
import { openApi } from './openapi.ts';
import type { ServerParts } from './server-parts.ts';

/** No script runs on the pages of the API, whatever comes into them. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

const html = (reply: FastifyReply, text: string) =>
  reply.type('text/html; charset=utf-8').header('Content-Security-Policy', policy).send(text);

/** What is public and no part of the API: health, metrics, documentation, console. */
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
  const metricsText = forAWhile(() => metrics.registry.metrics());
  app.get('/metrics', async (_, reply) => reply.type(metrics.registry.contentType).send(await metricsText()));
}

/** Milliseconds. Longer: Prometheus reads old values; shorter: strangers, who may ask too, make us count all objects. */
const metricsMs = 250;

/** What was made last, while it is new enough. */
function forAWhile<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  let at = 0;
  return () => {
    const now = performance.now();
    if (made === undefined || now - at > metricsMs) {
      at = now;
      made = make();
      made.catch(() => (made = undefined));
    }
    return made;
  };
}

function once(make: () => string): () => string {
  let made: string | undefined;
  return () => (made ??= make());
}
