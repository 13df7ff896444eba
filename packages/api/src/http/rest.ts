/** REST: what HTTP says of a request, handed to `perform`, and its answer as HTTP. Nothing is decided here. */
import { type RouteId, routes } from '@skerry/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieIn } from '../auth/cookies.ts';
import type { Cloud } from '../cloud.ts';
import { auditRefusal } from '../requests/audit-of-request.ts';
import type { Caller } from '../requests/call.ts';
import { matchesView } from '../requests/etag.ts';
import type { PerformParts } from '../requests/perform-parts.ts';
import { perform } from '../requests/perform.ts';
import type { Answered, Client, Request } from '../requests/request.ts';
import type { BodyBytes } from './body-bytes.ts';
import type { Connections } from './connections.ts';
import { senderOf } from './sender.ts';

export interface RestParts extends PerformParts {
  readonly connections: Connections;
  readonly bodyBytes: BodyBytes;
}

/** Throws the refusal: the server says every error in one way. */
export async function handle(
  id: RouteId,
  parts: RestParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { method, right } = routes[id];
  const isWrite = method !== 'get';
  const caller = right === 'public' ? undefined : await callerOf(id, isWrite, request, parts);
  const outcome = await perform(id, requestOf(request, caller, parts.cloud), parts);
  if (outcome.outcome === 'refused') throw outcome.error;
  const { 'if-none-match': ifNoneMatch } = request.headers;
  const { etag } = outcome;
  if (!isWrite && ifNoneMatch !== undefined && etag !== undefined && matchesView(ifNoneMatch, etag)) {
    await reply.header('ETag', etag).code(304).send();
    return;
  }
  await send(reply, outcome);
}

/** Before the body is read: a stranger's is not, and who is known counts the connection as theirs. */
export const admitKnown =
  (id: RouteId, parts: RestParts) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const caller = await proved(id, request, parts);
    admitted.set(request, caller);
    parts.connections.isOf(caller.userId, request.raw);
    parts.bodyBytes.hold(caller.userId, request.raw, reply.raw);
  };

const admitted = new WeakMap<FastifyRequest, Caller>();

/** Of a read it is known since its header; the body of a write may take so long that its sender has lost the right. */
const callerOf = async (id: RouteId, isWrite: boolean, request: FastifyRequest, parts: RestParts): Promise<Caller> =>
  (isWrite ? undefined : admitted.get(request)) ?? proved(id, request, parts);

async function proved(id: RouteId, request: FastifyRequest, parts: RestParts): Promise<Caller> {
  try {
    return senderOf(request, parts.cloud);
  } catch (error) {
    if (routes[id].method !== 'get') await auditRefusal(parts, id, requestOf(request, undefined, parts.cloud), error);
    throw error;
  }
}

export function requestOf(request: FastifyRequest, caller: Caller | undefined, { proxies }: Cloud): Request {
  const { headers, raw, params, query, body, id: requestId } = request;
  const { 'idempotency-key': key, 'if-match': ifMatch } = headers;
  const client: Client = {
    name: headers['user-agent'] ?? '',
    wantsCookie: headers['x-skerry-cookie'] === '1',
    cookie: (name) => cookieIn(headers.cookie, name),
    overTls: proxies.isSecure(raw),
  };
  const idempotencyKey = key === undefined ? undefined : String(key);
  return { caller, params, query, body, idempotencyKey, ifMatch, address: proxies.addressOf(raw), requestId, client };
}

async function send(reply: FastifyReply, { status, body, text, headers, replayed }: Answered): Promise<void> {
  if (replayed) void reply.header('Idempotency-Replayed', 'true');
  void reply.code(status).headers({ 'Cache-Control': 'no-store', ...headers });
  const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
  await (sent === undefined ? reply.send() : reply.type('application/json').send(sent));
}
