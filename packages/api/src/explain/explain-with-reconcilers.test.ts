import { hostReconcilers, reconcilersShow } from '@skerry/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { type FakeCluster, goodHost } from '@skerry/front-end/testing/fake-cluster';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { joinWithHost } from '@skerry/front-end/testing/join-with-host';

let front: TestFrontEnd;
let cluster: FakeCluster;
let hostId: number;
beforeAll(async () => {
  front = await startFrontEnd();
  ({ cluster, hostId } = await joinWithHost(front, 'harbour'));
});
afterAll(async () => {
  await cluster.close();
  await front.close();
});

interface Told {
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly reasons: readonly string[];
}
const told = async (path: string, client = front.admin) =>
  (await client.call<Told & Record<string, unknown>>('GET', `/v1/${path}/explain`)).body;
const explained = (client = front.admin) => told(`clusters/${cluster.id}`, client);
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
  const ours = await explained();
  expect(about(ours)).toEqual([
    {
      name: 'reconciler placement',
      value: expect.stringMatching(
        /^\d s ago in 4 ms, because its time had come: failed; 9 runs, 1 failing$/,
      ) as string,
    },
    { name: 'reconciler networks', value: 'not yet run' },
  ]);
  expect(ours.reasons).toContain(
    'The reconciler "placement" fails with one thing and tries again: The front-end gave no numbers for addresses.',
  );
  const ann = await front.user('ann');
  expect(about(await explained(ann))).toEqual([]);
});

test('of a host its agent tells the same, asked by its number; of one that is not there nobody asks', async () => {
  const host = () => told(`hosts/${hostId}`);
  expect(about(await host())).toEqual([
    { name: 'reconcilers', value: expect.stringContaining('its agent did not say: ') as string },
  ]);
  const asked: unknown[] = [];
  const failure = { code: 'networks-unbuilt', message: 'Network "lan" cannot be built.' };
  const own = { name: 'host', wakesOn: 'a change of its networks', everySeconds: 30, runs: 3, failing: 1, failure };
  cluster.session.handle({
    requests: {
      [hostReconcilers.method](body) {
        asked.push(body);
        return { reconcilers: [own] };
      },
    },
  });
  const explanation = await host();
  expect(about(explanation)).toEqual([{ name: 'reconciler host', value: 'not yet run' }]);
  expect(explanation.reasons).toContain(
    'The reconciler "host" fails with one thing and tries again: Network "lan" cannot be built.',
  );
  expect(asked).toEqual([{ hostId }]);
  await cluster.put('host-status', hostId, goodHost(hostId, cluster.id, false));
  await eventually(async () => expect(about(await host())).toEqual([]));
});
