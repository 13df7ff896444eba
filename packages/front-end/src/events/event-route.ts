import { eventsQuery } from '@skerry/contract';
import type { FastifyInstance } from 'fastify';

import { type Kind } from '../catalogue/objects.ts';
import { FrontEndError, invalidField } from '../errors.ts';
import { Places } from '../http/places.ts';
import { senderOf } from '../http/sender.ts';
import type { ServerParts } from '../http/server-parts.ts';
import { validate } from '../requests/validate.ts';
import { views } from '../views/views.ts';
import { EventStream } from './event-stream.ts';

/** `GET /v1/events`: changes of all that the caller may use, as they happen (text/event-stream). */
export function registerEvents(app: FastifyInstance, { cloud, hub, metrics, connections }: ServerParts): void {
  const { 'event-streams': all, 'event-streams-user': each, 'reserve-percent': reservePercent } = cloud.limits;
  const places = new Places({ all, each, reservePercent, what: 'streams of events' });
  const open = new Set<EventStream>();
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end();
  });
  app.get('/v1/events', { exposeHeadRoute: false }, async (request, reply) => {
    const caller = senderOf(request, cloud);
    connections.isOf(caller.userId, request.raw);
    const { kinds: wanted } = validate('query', eventsQuery, request.query) as { kinds?: string };
    const kinds = new Set((wanted?.split(',') ?? Object.keys(views)) as Kind[]);
    for (const kind of kinds)
      if (!Object.hasOwn(views, kind)) throw invalidField('kinds', `There is no kind "${kind}".`);
    const header = request.headers['last-event-id'];
    if (header !== undefined && !/^\d{1,15}$/.test(String(header))) {
      throw invalidField('Last-Event-ID', 'Last-Event-ID is the id of an event.');
    }
    const leave = places.take(caller);
    if (typeof leave === 'string') throw new FrontEndError('too-many-at-once', leave, { retryAfter: 5 });
    reply.hijack();
    reply.raw.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      'X-Request-Id': request.id,
    });
    const stream = new EventStream({
      cloud,
      hub,
      kinds,
      output: reply.raw,
      subject: () => {
        // Asked at every event: a token that was removed, or rights that were taken, end what is seen.
        try {
          return senderOf(request, cloud);
        } catch {
          return undefined;
        }
      },
      onSlow: () => metrics.slowConsumers.inc(),
    });
    open.add(stream);
    void stream
      .run(header === undefined ? undefined : Number(header), caller)
      .catch((err: unknown) => {
        cloud.log.error({ err, requestId: request.id }, 'a reader of events was cut');
        reply.raw.destroy();
      })
      .finally(() => {
        leave();
        open.delete(stream);
      });
  });
}
