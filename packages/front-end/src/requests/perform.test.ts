/** What is asked without HTTP is answered as over HTTP: the same values, the same refusals, the same audit. */
import type { RouteId } from '@skerry/contract';
import { toFailure } from '@skerry/kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';
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
