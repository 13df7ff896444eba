import { deedOf, type Route, type RouteId, routes } from '@skerry/contract';
import { isAdministrator, may } from '@skerry/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authenticate, cookieIn } from '../auth/authenticate.ts';
import { checkScope } from '../auth/check-scope.ts';
import type { Kind, Objects } from '../catalogue/objects.ts';
import type { Cloud } from '../cloud.ts';
import { FrontEndError } from '../errors.ts';
import type { Committer } from '../state/committer.ts';
import type { RefusedStrangers } from '../state/refused-strangers.ts';
import { viewOf } from '../views/views.ts';
import { auditRefusal, from, kindOf } from './audited.ts';
import type { Answer, Call, Caller, Handler } from './call.ts';
import type { BodyBytes } from './body-bytes.ts';
import type { Connections } from './connections.ts';
import { etagOf, matchesRecord, matchesView } from './etag.ts';
import type { Attempt, Idempotency, StoredAnswer } from './idempotency.ts';
import { asOurs } from './problem.ts';
import { validate } from './validate.ts';

export interface PipelineParts {
  readonly connections: Connections;
  readonly bodyBytes: BodyBytes;
  readonly cloud: Cloud;
  readonly committer: Committer;
  readonly idempotency: Idempotency;
  readonly strangers: RefusedStrangers;
}

/** Times a decision is taken again because somebody else was faster. More only makes a storm last longer. */
const decisionTries = 5;

/**
 * One request, in this order: who, right, shape, repetition, precondition, decision. A refusal at any point is an error
 * that is thrown; refused writes are audited.
 */
export async function handle<Id extends RouteId>(
  id: Id,
  handler: Handler<Id>,
  parts: PipelineParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const route: Route = routes[id];
  const { cloud, committer } = parts;
  const isWrite = route.method !== 'get';
  let caller: Caller | undefined;
  try {
    caller = route.right === 'public' ? undefined : callerOf(request, isWrite, cloud);
    if (route.right === 'administrator' && caller !== undefined && !isAdministrator(caller)) {
      throw new FrontEndError('forbidden', 'Only an administrator may do this.');
    }
    if (caller !== undefined) checkScope(caller, deedOf(id));
    if (isWrite) cloud.site?.checkWrite(id);
    let checked: unknown;
    const { params: shape } = route;
    const paramsOf = () => (checked ??= shape === undefined ? undefined : validate('params', shape, request.params));
    let object: ReturnType<typeof authorize>;
    try {
      object = authorize(id, route, paramsOf, caller, cloud);
    } catch (refusal) {
      // The object may be gone, or no longer theirs, because of this very request, whose answer was lost.
      const repeated = isWrite && caller !== undefined ? await replayOf(parts, caller, id, request) : undefined;
      if (repeated === undefined) throw refusal;
      return await sendAgain(reply, repeated);
    }
    const query = validate('query', route.query, request.query);
    const body = validate('body', isWrite ? route.body : undefined, request.body);
    const params = paramsOf();
    const tag = () => {
      const now = object?.();
      const kind = kindOf(id);
      if (now === undefined || kind === undefined || caller === undefined) return undefined;
      return etagOf(kind, now, viewOf(kind, now, cloud, caller));
    };
    const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers;
    const checkPrecondition = () => {
      const etag = isWrite && ifMatch !== undefined ? tag() : undefined;
      if (etag !== undefined && !matchesRecord(String(ifMatch), etag)) {
        throw new FrontEndError('precondition-failed', 'The object was changed since you read it.');
      }
    };
    const attempt = isWrite && caller !== undefined ? await begin(parts, caller, id, request, body) : undefined;
    try {
      if (attempt?.replay !== undefined) return await sendAgain(reply, attempt.replay);
      const write: Call<Id>['write'] = async (turn, decide) => {
        for (let tries = 1; ; tries++) {
          const answer = await committer.inTurn(turn, async () => {
            if (object !== undefined && object() === undefined) throw notFound(id);
            checkPrecondition();
            const decision = await decide();
            const stored = storedAnswer(route, decision);
            const outcome = stored.status === 202 ? 'accepted' : 'done';
            const kept = attempt?.records(stored);
            const committed = await committer.commit({
              caller,
              writes: [...decision.writes, ...(kept?.writes ?? [])],
              leftovers: [...(decision.leftovers ?? []), ...(kept?.forgotten ?? [])],
              conditions: decision.conditions ?? [],
              audit: {
                ...from(cloud, id, request, caller, decision.by),
                object: decision.object,
                ...(decision.detail === undefined ? {} : { detail: decision.detail }),
                ...(decision.commands === undefined ? {} : { commands: [...decision.commands] }),
                outcome,
                status: stored.status,
              },
            });
            return committed ? decision : undefined;
          });
          if (answer !== undefined) return answer;
          if (tries === decisionTries) {
            throw new FrontEndError('changed-meanwhile', 'Others changed the same things at the same time.');
          }
        }
      };
      const call = {
        cloud,
        route: id,
        params,
        query,
        body,
        caller,
        address: cloud.proxies.addressOf(request.raw),
        requestId: request.id,
        userAgent: request.headers['user-agent'] ?? '',
        wantsCookie: request.headers['x-skerry-cookie'] === '1',
        cookie: (name: string) => cookieIn(request.headers.cookie, name),
        overTls: cloud.proxies.isSecure(request.raw),
        object: () => object?.() ?? raise(notFound(id)),
        write,
      } as unknown as Call<Id>;
      checkPrecondition();
      const answer = await handler(call);
      const stored = storedAnswer(route, answer);
      if (!isWrite && ifNoneMatch !== undefined && answer.etag !== undefined && matchesView(ifNoneMatch, answer.etag)) {
        await reply.header('ETag', answer.etag).code(304).send();
        return;
      }
      await send(reply, stored, answer.text);
    } finally {
      attempt?.end();
    }
  } catch (thrown) {
    const error = asOurs(thrown);
    if (isWrite) await auditRefusal(parts, id, request, caller, error);
    throw error;
  }
}

/** Before the body is read: a stranger's is not, and who is known counts the connection as theirs. */
export const admitKnown =
  (id: RouteId, parts: PipelineParts) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    let caller: Caller;
    try {
      caller = authenticate(request, parts.cloud);
    } catch (error) {
      if (routes[id].method !== 'get') await auditRefusal(parts, id, request, undefined, error);
      throw error;
    }
    admitted.set(request, caller);
    parts.connections.isOf(caller.userId, request.raw);
    parts.bodyBytes.hold(caller.userId, request.raw, reply.raw);
  };

const admitted = new WeakMap<FastifyRequest, Caller>();

/** Of a read it is known since its header; the body of a write may take so long that its sender has lost the right. */
const callerOf = (request: FastifyRequest, isWrite: boolean, cloud: Cloud): Caller =>
  (isWrite ? undefined : admitted.get(request)) ?? authenticate(request, cloud);

const raise = (error: Error): never => {
  throw error;
};

const notFound = (id: RouteId) =>
  new FrontEndError('not-found', `There is no such ${kindOf(id) ?? 'object'}, or you may not use it.`);

/** How to read the object in the path; undefined when the path names none. Throws `not-found` or `forbidden`. */
function authorize(
  id: RouteId,
  route: Route,
  paramsOf: () => unknown,
  caller: Caller | undefined,
  cloud: Cloud,
): (() => Objects[Kind] | undefined) | undefined {
  const kind = kindOf(id);
  const { right } = route;
  if (route.params === undefined || kind === undefined || caller === undefined) return undefined;
  if (right !== 'use' && right !== 'manage' && right !== 'admin') return undefined;
  const { id: number } = paramsOf() as { id: number };
  const read = () => cloud.model.get(kind, number);
  const object = read();
  if (object === undefined || !may(caller, 'use', object)) throw notFound(id);
  if (!may(caller, right, object)) {
    throw new FrontEndError('forbidden', `You may use this ${kind}, but this needs the right "${right}" on it.`);
  }
  return read;
}

async function begin(
  parts: PipelineParts,
  caller: Caller,
  id: RouteId,
  request: FastifyRequest,
  body: unknown,
): Promise<Attempt | undefined> {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  return parts.idempotency.begin(caller.userId, String(key), [id, request.url, JSON.stringify(body) ?? '']);
}

/** What this request was answered when it was sent first. */
async function replayOf(
  parts: PipelineParts,
  caller: Caller,
  id: RouteId,
  request: FastifyRequest,
): Promise<StoredAnswer | undefined> {
  if (request.headers['idempotency-key'] === undefined) return undefined;
  const route: Route = routes[id];
  const attempt = await begin(parts, caller, id, request, validate('body', route.body, request.body));
  attempt?.end();
  return attempt?.replay;
}

function storedAnswer(route: Route, answer: Answer<unknown>): StoredAnswer {
  return {
    status: answer.status ?? route.success,
    body: answer.body,
    headers: { ...answer.headers, ...(answer.etag === undefined ? {} : { ETag: answer.etag }) },
  };
}

async function sendAgain(reply: FastifyReply, answer: StoredAnswer): Promise<void> {
  void reply.header('Idempotency-Replayed', 'true');
  await send(reply, answer);
}

async function send(reply: FastifyReply, answer: StoredAnswer, given?: string): Promise<void> {
  void reply.code(answer.status).headers({ 'Cache-Control': 'no-store', ...answer.headers });
  const text = given ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body));
  await (text === undefined ? reply.send() : reply.type('application/json').send(text));
}
