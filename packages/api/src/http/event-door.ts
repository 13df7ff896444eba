import type { ServerResponse } from 'node:http';
import { streamRoutes } from '@skerry/contract';
import type { FastifyInstance } from 'fastify';
import type { EventMessage, EventOutput } from '../events/event-output.ts';
import { perform } from '../requests/perform.ts';
import { requestOf } from './rest.ts';
import { senderOf } from './sender.ts';
import type { ServerParts } from './server-parts.ts';

/** Bytes that may wait in the socket before no more is written to it. */
const highWaterBytes = 256 * 1024;
/** Milliseconds after which a reader that was cut comes back. */
const retryMs = 2_000;

/** Carries streams of events as text/event-stream. Whose they are and what is in them is decided by `perform`. */
export function registerEvents(app: FastifyInstance, parts: ServerParts): void {
  const { cloud, connections, events } = parts;
  app.addHook('preClose', async () => events.end());
  app.get(streamRoutes.events.path, { exposeHeadRoute: false }, async (request, reply) => {
    const caller = senderOf(request, cloud);
    connections.isOf(caller.userId, request.raw);
    const { 'last-event-id': header } = request.headers;
    const lastEventId = header === undefined ? undefined : String(header);
    const outcome = await perform('events', { ...requestOf(request, caller, cloud), lastEventId }, parts);
    if (outcome.outcome === 'refused') throw outcome.error;
    reply.hijack();
    reply.raw.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      'X-Request-Id': request.id,
    });
    outcome.stream.carry(eventText(reply.raw)).catch((err: unknown) => {
      cloud.log.error({ err, requestId: request.id }, 'a reader of events was cut');
      reply.raw.destroy();
    });
  });
}

const eventText = (response: ServerResponse): EventOutput => ({
  write: (message) => void response.write(textOf(message)),
  get isFull() {
    return response.writableLength > highWaterBytes;
  },
  onRoom: (listener) => void response.on('drain', listener),
  onGone(listener) {
    response.on('error', listener);
    response.once('close', listener);
  },
  end: () => void response.end(),
  cut: () => void response.destroy(),
});

function textOf({ id, event, data }: EventMessage): string {
  const lines = event === 'hello' ? [`retry: ${retryMs}`] : [];
  if (id !== undefined) lines.push(`id: ${id}`);
  if (event !== undefined) lines.push(`event: ${event}`, `data: ${JSON.stringify(data)}`);
  return `${lines.length === 0 ? ': still here' : lines.join('\n')}\n\n`;
}
