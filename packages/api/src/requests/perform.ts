/**
 * The one way in which anything is asked of this front-end, whatever door it came by: who, right, shape, repetition,
 * precondition, decision. What comes out is a value, a refusal too; refused writes are audited. It owns nothing: if we
 * die, what was committed is done, and who repeats it with its key is told so.
 */
import { deedOf, type Route, type RouteId, routes, type StreamId, streamRoutes } from '@skerry/contract';
import { RequestError } from '../errors.ts';
import { viewOf } from '../views/views.ts';
import { askedBy, auditRefusal } from './audit-of-request.ts';
import { authorize, checkCaller, notFound, type ReadObject } from './authorize.ts';
import type { Answer, Call, Handler } from './call.ts';
import { etagOf, matchesRecord } from './etag.ts';
import type { Attempt, StoredAnswer } from './idempotency.ts';
import { kindOfRoute } from './kind-of-route.ts';
import { openStream } from './open-stream.ts';
import type { PerformParts } from './perform-parts.ts';
import type { Answered, Outcome, Request } from './request.ts';
import type { StreamOutcome } from './stream.ts';
import { validate } from './validate.ts';

/** Times a decision is taken again because somebody else was faster. More only makes a storm last longer. */
const decisionTries = 5;

export function perform<Id extends StreamId>(id: Id, request: Request, parts: PerformParts): Promise<StreamOutcome<Id>>;
export function perform(id: RouteId, request: Request, parts: PerformParts): Promise<Outcome>;
export async function perform(
  id: RouteId | StreamId,
  request: Request,
  parts: PerformParts,
): Promise<Outcome | StreamOutcome> {
  if (isStream(id)) return openStream(id, request, parts);
  const isWrite = routes[id].method !== 'get';
  try {
    return await answered(id, isWrite, request, parts);
  } catch (error) {
    if (isWrite) await auditRefusal(parts, id, request, error);
    return { outcome: 'refused', error };
  }
}

const isStream = (id: RouteId | StreamId): id is StreamId => Object.hasOwn(streamRoutes, id);

async function answered(id: RouteId, isWrite: boolean, request: Request, parts: PerformParts): Promise<Answered> {
  const route: Route = routes[id];
  const { cloud } = parts;
  const { caller } = request;
  checkCaller(route, deedOf(id), caller);
  if (isWrite) cloud.site?.checkWrite(id);
  let checked: unknown;
  const { params: shape } = route;
  const paramsOf = () => (checked ??= shape === undefined ? undefined : validate('params', shape, request.params));
  let object: ReadObject | undefined;
  try {
    object = authorize(id, route, paramsOf, caller, cloud);
  } catch (refusal) {
    // The object may be gone, or no longer theirs, because of this very request, whose answer was lost.
    const repeated = isWrite ? await replayOf(parts, id, route, request) : undefined;
    if (repeated === undefined) throw refusal;
    return again(repeated);
  }
  const query = validate('query', route.query, request.query);
  const body = validate('body', isWrite ? route.body : undefined, request.body);
  const params = paramsOf();
  const checkPrecondition = () => (isWrite ? checkUnchanged(id, request, object, parts) : undefined);
  const attempt = isWrite ? await begin(parts, id, route, request, body) : undefined;
  try {
    if (attempt?.replay !== undefined) return again(attempt.replay);
    checkPrecondition();
    const { client } = request;
    const call = {
      cloud,
      route: id,
      params,
      query,
      body,
      caller,
      address: request.address,
      requestId: request.requestId,
      userAgent: client?.name ?? '',
      wantsCookie: client?.wantsCookie === true,
      cookie: (name: string) => client?.cookie(name),
      overTls: client?.overTls === true,
      object: () => object?.() ?? raise(notFound(id)),
      write: writing(id, route, request, parts, { object, checkPrecondition, attempt }),
    };
    // Each handler fits its own route id by the type of `handlers`; a variable id cannot say so.
    const handler = parts.handlers[id] as ((call: unknown) => ReturnType<Handler<RouteId>>) | undefined;
    if (handler === undefined) throw new RequestError('site-read-only', 'Only the front-end does this.');
    const answer = await handler(call);
    return { outcome: 'answered', ...stored(route, answer), text: answer.text, etag: answer.etag, replayed: false };
  } catch (thrown) {
    if (thrown instanceof AnsweredElsewhere) return again(thrown.answer);
    // What stands against it may be this very request, done by another process under the same key.
    const same = attempt === undefined ? undefined : await attempt.answeredMeanwhile();
    if (same === undefined) throw thrown;
    return again(same);
  } finally {
    attempt?.end();
  }
}

/** Ends a decision whose request was done by another process, under the same key. */
class AnsweredElsewhere extends Error {
  readonly answer: StoredAnswer;

  constructor(answer: StoredAnswer) {
    super('answered elsewhere');
    this.answer = answer;
  }
}

interface Checks {
  readonly object: ReadObject | undefined;
  readonly checkPrecondition: () => void;
  readonly attempt: Attempt | undefined;
}

/** Decides in its turn and commits, with the audit record and the answer for repetitions. */
function writing(
  id: RouteId,
  route: Route,
  request: Request,
  { committer }: PerformParts,
  { object, checkPrecondition, attempt }: Checks,
): Call['write'] {
  return async (turn, decide) => {
    for (let tries = 1; ; tries++) {
      const answer = await committer.inTurn(turn, async () => {
        if (object !== undefined && object() === undefined) throw notFound(id);
        checkPrecondition();
        const decision = await decide();
        const answered = stored(route, decision);
        const kept = attempt?.records(answered);
        const committed = await committer.commit({
          caller: request.caller,
          writes: [...decision.writes, ...(kept?.writes ?? [])],
          leftovers: [...(decision.leftovers ?? []), ...(kept?.forgotten ?? [])],
          conditions: [...(kept?.conditions ?? []), ...(decision.conditions ?? [])],
          audit: {
            ...askedBy(id, request, decision.by),
            object: decision.object,
            ...(decision.detail === undefined ? {} : { detail: decision.detail }),
            ...(decision.commands === undefined ? {} : { commands: [...decision.commands] }),
            outcome: answered.status === 202 ? 'accepted' : 'done',
            status: answered.status,
          },
        });
        return committed ? decision : undefined;
      });
      if (answer !== undefined) return answer;
      const same = await attempt?.answeredMeanwhile();
      if (same !== undefined) throw new AnsweredElsewhere(same);
      if (tries === decisionTries) {
        throw new RequestError('changed-meanwhile', 'Others changed the same things at the same time.');
      }
    }
  };
}

/** Throws `precondition-failed`. */
function checkUnchanged(
  id: RouteId,
  { ifMatch, caller }: Request,
  object: ReadObject | undefined,
  { cloud }: PerformParts,
): void {
  if (ifMatch === undefined || caller === undefined) return;
  const [now, kind] = [object?.(), kindOfRoute(id)];
  if (now === undefined || kind === undefined) return;
  if (matchesRecord(ifMatch, etagOf(kind, now, viewOf(kind, now, cloud, caller)))) return;
  throw new RequestError('precondition-failed', 'The object was changed since you read it.');
}

async function begin(
  { idempotency }: PerformParts,
  id: RouteId,
  route: Route,
  { caller, idempotencyKey, params, query }: Request,
  body: unknown,
): Promise<Attempt | undefined> {
  if (idempotencyKey === undefined || caller === undefined) return undefined;
  const asked = [id, addressOf(route, params, query), JSON.stringify(body) ?? ''];
  return idempotency.begin(caller.userId, idempotencyKey, asked);
}

/** What this request was answered when it was sent first. */
async function replayOf(
  parts: PerformParts,
  id: RouteId,
  route: Route,
  request: Request,
): Promise<StoredAnswer | undefined> {
  if (request.idempotencyKey === undefined || request.caller === undefined) return undefined;
  const attempt = await begin(parts, id, route, request, validate('body', route.body, request.body));
  attempt?.end();
  return attempt?.replay;
}

/** The path with what was given in it: the same request by another door has the same. */
function addressOf({ path }: Route, params: unknown, query: unknown): string {
  const given = (params ?? {}) as Readonly<Record<string, string | number>>;
  const filled = path.replace(/:(\w+)/g, (_, name: string) => String(given[name]));
  const asked = new URLSearchParams((query ?? {}) as Record<string, string>).toString();
  return asked === '' ? filled : `${filled}?${asked}`;
}

const stored = (route: Route, { status, body, headers, etag }: Answer<unknown>): StoredAnswer => ({
  status: status ?? route.success,
  body,
  headers: { ...headers, ...(etag === undefined ? {} : { ETag: etag }) },
});

const again = (answer: StoredAnswer): Answered => ({ outcome: 'answered', ...answer, replayed: true });

const raise = (error: Error): never => {
  throw error;
};
