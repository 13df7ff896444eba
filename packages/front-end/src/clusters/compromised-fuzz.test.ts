/**
 * A cluster that is somebody else's program now: it says everything that a cluster can say, made from the schemas and
 * then spoilt, while users of another cluster work, readers of events listen, and the front-end starts anew.
 */
import { campaign } from '@skerry/kit/testing/campaign';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FakeCluster } from '../testing/fake-cluster.ts';
import type { TestFrontEnd } from '../testing/front-end.ts';
import { type HostileCloud, startHostileCloud } from '../testing/hostile-cloud.ts';
import { saidOver, type Said } from '../testing/said-over-link.ts';

const { seed, rounds, timeoutMs } = campaign(1, 60_000);

let scene: HostileCloud;
let cloud: TestFrontEnd;
let honest: FakeCluster;
let enemy: FakeCluster;
let imageId: number;
let must: HostileCloud['must'];
beforeAll(async () => {
  scene = await startHostileCloud();
  ({ cloud, honest, enemy, imageId, must } = scene);
}, 60_000);
afterAll(() => scene?.close());

/** Whatever comes of it: an answer, a refusal, or nothing. */
async function say({ kind, method, body }: Said): Promise<void> {
  const { session } = enemy;
  const json = body as never;
  if (session.state !== 'connected') await session.waitFor('connected', { deadlineMs: 20_000 });
  try {
    if (kind === 'sample') session.sample(method, json);
    else if (kind === 'stream') await drained(session.openStream(method, json));
    else await session.request(method, json, { deadlineMs: 5_000 });
  } catch {
    // What the enemy is answered is its own affair.
  }
}

async function drained(stream: ReturnType<FakeCluster['session']['openStream']>): Promise<void> {
  stream.on('error', () => {});
  stream.end();
  stream.resume();
  const over = new Promise<void>((resolve) => stream.once('close', () => resolve()));
  await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 500).unref())]);
  stream.destroy();
}

const ofHonest = async () => {
  const { entries } = await cloud.store.list(`/mirror/${honest.id}/`, { limit: 100_000 });
  return entries.filter(({ key }) => !/command-result|instance|disk/.test(key)).map(({ key, value }) => [key, value]);
};

let guests = 0;
async function everybodyWorks(): Promise<void> {
  for (const path of ['status', 'hosts', 'clusters', 'instances', 'disks', 'leases', 'audit', 'hosts?sort=state']) {
    await must('GET', `/v1/${path}`);
  }
  expect((await cloud.admin.call('GET', '/metrics')).status).toBe(200);
  await must('POST', '/v1/instances?dryRun=true', { name: 'plan', imageId, networkIds: [] });
  await must('POST', '/v1/instances', { name: `guest-${guests++}`, imageId, networkIds: [], clusterId: honest.id });
}

test(
  'whatever a compromised cluster says, no process ends, and no other cluster and no user notices',
  async () => {
    const ending = new AbortController();
    const listen = async (headers: Record<string, string> = {}) => {
      const { body, status } = await fetch(`${cloud.frontEnd.url}/v1/events`, {
        headers: { authorization: `Bearer ${cloud.admin.secret}`, ...headers },
        signal: ending.signal,
      });
      expect(status).toBe(200);
      void body?.pipeTo(new WritableStream(), { signal: ending.signal }).catch(() => {});
    };
    await listen();
    const before = await ofHonest();
    let said = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(saidOver('cluster', 'cluster-state'), { minLength: 12, maxLength: 12 }),
        async (all) => {
          await Promise.all(all.map(say));
          said += all.length;
          await everybodyWorks();
          if (said % 96 === 0) {
            const { revision } = await must<{ revision: number }>('GET', '/v1/status');
            await cloud.restart();
            enemy.heal(cloud.frontEnd.linkUrl);
            honest.heal(cloud.frontEnd.linkUrl);
            await listen({ 'last-event-id': String(Math.max(0, revision - 50)) });
            await everybodyWorks();
          }
          expect(await ofHonest()).toEqual(before);
        },
      ),
      { seed, numRuns: 17 * rounds, endOnFailure: true },
    );
    ending.abort();
    expect(
      (await must<{ refusals?: { count: number } }>('GET', `/v1/clusters/${enemy.id}`)).refusals?.count,
    ).toBeGreaterThan(0);
  },
  timeoutMs,
);
