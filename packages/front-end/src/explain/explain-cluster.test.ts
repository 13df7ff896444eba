import { reconcilersShow } from '@skerry/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeCluster, joinFakeCluster } from '../testing/fake-cluster.ts';
import { startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';

let front: TestFrontEnd;
let cluster: FakeCluster;
beforeAll(async () => {
  front = await startFrontEnd();
  const made = await front.admin.call<{ id: number }>('POST', '/v1/clusters', { name: 'harbour' });
  const { body } = await front.admin.call<{ token: string }>('POST', `/v1/clusters/${made.body.id}/join-token`, {});
  cluster = await joinFakeCluster(made.body.id, body.token);
  await cluster.session.waitFor('connected', { deadlineMs: 8000 });
});
afterAll(async () => {
  await cluster.close();
  await front.close();
});

interface Told {
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly reasons: readonly string[];
}
const explained = async (client = front.admin) =>
  (await client.call<Told & Record<string, unknown>>('GET', `/v1/clusters/${cluster.id}/explain`)).body;
const about = ({ facts }: Told) => facts.filter(({ name }) => name.startsWith('reconciler'));

test('a controller of before, which does not know the question, is said not to have answered', async () => {
  expect(about(await explained())).toEqual([
    { name: 'reconcilers', value: expect.stringContaining('its controller did not say: ') as string },
  ]);
});

test('who may change the cluster reads what its reconcilers did last, and why one fails; others do not', async () => {
  const last = { at: new Date().toISOString(), why: 'time', milliseconds: 4, outcome: 'failed' };
  const failure = { code: 'ids-missing', message: 'The front-end gave no numbers for addresses.' };
  const placement = { name: 'placement', wakesOn: 'an instance', everySeconds: 15, runs: 9, last, failing: 1, failure };
  const quiet = { name: 'networks', wakesOn: 'a network', runs: 0, failing: 0 };
  cluster.session.handle({
    requests: { [reconcilersShow.method]: () => ({ reconcilers: [placement, quiet] }) },
  });
  const told = await explained();
  expect(about(told)).toEqual([
    {
      name: 'reconciler placement',
      value: expect.stringMatching(
        /^\d s ago in 4 ms, because its time had come: failed; 9 runs, 1 failing$/,
      ) as string,
    },
    { name: 'reconciler networks', value: 'not yet run' },
  ]);
  expect(told.reasons).toContain(
    'The reconciler "placement" fails with one thing and tries again: The front-end gave no numbers for addresses.',
  );
  const ann = await front.user('ann');
  expect(about(await explained(ann))).toEqual([]);
});
