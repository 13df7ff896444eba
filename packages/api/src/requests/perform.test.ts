/** What is asked without HTTP is answered as over HTTP: the same values, the same refusals, the same audit. */
import type { RouteId } from '@skerry/contract';
import { toFailure } from '@skerry/kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventMessage, EventOutput } from '../events/event-output.ts';
import { eventually } from '../testing/eventually.ts';
import { type Client, startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { type Answered, bodyOf, type Outcome, type Request } from './request.ts';

let front: TestFrontEnd;
beforeAll(async () => {
  front = await startFrontEnd();
});
afterAll(() => front.close());

type Asked = Partial<Omit<Request, 'caller'>>;
let asked = 0;
const ask = (route: RouteId, request: Asked = {}, client: Client = front.admin) => {
  const { requests } = front.frontEnd;
  const caller = requests.callerOf({ authorization: `Bearer ${client.secret}`, mayUseCookies: () => false });
  return requests.perform(route, { address: '192.0.2.7', requestId: `in-process-${++asked}`, ...request, caller });
};
const answered = (outcome: Outcome): Answered => {
  if (outcome.outcome === 'refused') throw outcome.error;
  return outcome;
};
const refusal = (outcome: Outcome) => (outcome.outcome === 'refused' ? toFailure(outcome.error).code : 'answered');

test('a creation and a read answer what they answer over HTTP', async () => {
  const made = answered(await ask('group.create', { body: { name: 'within', labels: { a: 'b' } } }));
  const { id } = made.body as { id: number };
  expect([made.status, made.headers['Location'], made.replayed]).toEqual([201, `/v1/groups/${id}`, false]);
  const read = answered(await ask('group.get', { params: { id } }));
  const over = await front.admin.call('GET', `/v1/groups/${id}`);
  expect(bodyOf(read)).toEqual(over.body);
  expect(bodyOf(read)).toEqual(made.body);
  expect([read.status, read.headers['ETag']]).toEqual([over.status, over.headers.get('etag')]);
  const page = bodyOf(answered(await ask('group.list', { query: { name: 'within' } })));
  expect(page).toEqual((await front.admin.call('GET', '/v1/groups?name=within')).body);
});

test('a precondition that does not hold is refused, and the object stays as it is', async () => {
  const made = answered(await ask('group.create', { body: { name: 'guarded' } }));
  const { id } = made.body as { id: number };
  const patch = (ifMatch: string, description: string) =>
    ask('group.patch', { params: { id }, body: { description }, ifMatch });
  const first = answered(await patch(String(made.etag ?? made.headers['ETag']), 'first'));
  expect(first.body).toMatchObject({ id, description: 'first' });
  expect(refusal(await patch(String(made.headers['ETag']), 'second'))).toBe('precondition-failed');
  const headers = { 'if-match': String(made.headers['ETag']) };
  expect((await front.admin.call('PATCH', `/v1/groups/${id}`, { description: 'third' }, headers)).status).toBe(412);
  expect((await front.admin.call('GET', `/v1/groups/${id}`)).body).toMatchObject({ description: 'first' });
});

test('a request that is repeated under its key is done once, also when the other door is taken', async () => {
  const body = { name: 'only-one' };
  const first = answered(await ask('group.create', { body, idempotencyKey: 'within-1' }));
  const second = answered(await ask('group.create', { body, idempotencyKey: 'within-1' }));
  expect([second.body, second.status, second.replayed]).toEqual([first.body, first.status, true]);
  const over = await front.admin.call('POST', '/v1/groups', body, { 'idempotency-key': 'within-1' });
  expect([over.body, over.headers.get('idempotency-replayed')]).toEqual([first.body, 'true']);
  const other = await ask('group.create', { body: { name: 'another' }, idempotencyKey: 'within-1' });
  expect(refusal(other)).toBe('idempotency-mismatch');
});

test('who may not is refused with the same code, and the refused write is in the audit', async () => {
  const ann = await front.user('ann');
  const body = { name: 'not-hers' };
  const within = await ask('group.create', { body, requestId: 'refused-within' }, ann);
  const over = await ann.call('POST', '/v1/groups', body);
  expect(refusal(within)).toBe(over.body['code']);
  const audit = await front.admin.call<{ items: object[] }>('GET', '/v1/audit?action=group.create');
  expect(audit.body.items).toContainEqual(
    expect.objectContaining({
      requestId: 'refused-within',
      address: '192.0.2.7',
      userName: 'ann',
      outcome: 'refused',
      code: 'forbidden',
    }),
  );
});

test('nobody is nobody: without a caller only what is public is answered', async () => {
  const { requests } = front.frontEnd;
  const nobody = { caller: undefined, address: '192.0.2.7', requestId: 'nobody' };
  expect(refusal(await requests.perform('group.list', nobody))).toBe('unauthenticated');
  expect(refusal(await requests.perform('group.create', { ...nobody, body: { name: 'x' } }))).toBe('unauthenticated');
  const wrong = { ...nobody, body: { name: 'admin', password: 'wrong' } };
  expect(refusal(await requests.perform('session.create', wrong))).toBe('wrong-credentials');
});

/** A door that keeps what it is given. */
function keeping() {
  const told: EventMessage[] = [];
  const output: EventOutput = {
    write: (message) => void told.push(message),
    isFull: false,
    onRoom: () => {},
    onGone: () => {},
    end: () => {},
    cut: () => {},
  };
  return { told, output };
}

test('a stream of events is a value that any door carries, and ends with the log-in that opened it', async () => {
  const { requests } = front.frontEnd;
  const eve = await front.user('eve');
  const caller = requests.callerOf({ authorization: `Bearer ${eve.secret}`, mayUseCookies: () => false });
  const asking = { caller, address: '192.0.2.7', requestId: 'streams-within', query: { kinds: 'group' } };
  const opened = await requests.open('events', asking);
  if (opened.outcome === 'refused') throw opened.error;
  const { told, output } = keeping();
  const carried = opened.stream.carry(output);
  const { id } = (await front.admin.call('POST', '/v1/groups', { name: 'streamed' })).body as { id: number };
  await eventually(() => expect(told.at(-1)).toMatchObject({ event: 'put', data: { kind: 'group', id } }));
  expect(told[0]).toMatchObject({ event: 'hello' });
  await eve.call('DELETE', '/v1/sessions/current');
  await front.admin.call('PATCH', `/v1/groups/${id}`, { labels: { a: 'b' } });
  await carried;
  expect(told.filter(({ event }) => event === 'put')).toHaveLength(1);
});

test('what opens no stream is refused as a value too', async () => {
  const { requests } = front.frontEnd;
  const nobody = { caller: undefined, address: '192.0.2.7', requestId: 'streams-refused' };
  const code = async (opened: ReturnType<typeof requests.open>) => {
    const outcome = await opened;
    return outcome.outcome === 'refused' ? toFailure(outcome.error).code : 'opened';
  };
  expect(await code(requests.open('events', nobody))).toBe('unauthenticated');
  expect(await code(requests.open('console', { ...nobody, body: { ticket: '1.unknown' } }))).toBe('ticket-refused');
  const caller = requests.callerOf({ authorization: `Bearer ${front.admin.secret}`, mayUseCookies: () => false });
  expect(await code(requests.open('events', { ...nobody, caller, query: { kinds: 'ghost' } }))).toBe('invalid-request');
  expect(await code(requests.open('events', { ...nobody, caller, lastEventId: 'x' }))).toBe('invalid-request');
});
