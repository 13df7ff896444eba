import type { Instance } from '@skerry/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { goodHost } from '@skerry/front-end/testing/fake-cluster';
import { type HostileCloud, startHostileCloud } from '@skerry/front-end/testing/hostile-cloud';

let open: HostileCloud;
let id: number;
beforeAll(async () => {
  open = await startHostileCloud();
  const { enemy: site, enemyHost: hostId, imageId, must } = open;
  const wish = { name: 'kept', kind: 'vm', imageId, networkIds: [], clusterId: site.id, memoryMiB: 64 };
  ({ id } = await must('POST', '/v1/instances', wish));
  await eventually(async () => expect(await site.get(id)).toBeDefined());
  const instance = (await site.get(id)) as Instance;
  const observed = { reached: instance.intent.generation, guest: 'running', reboots: 0, crashes: 0 } as const;
  await site.put('instance', id, { ...instance, hostId, observed });
  await eventually(async () => expect(await shown()).toMatchObject({ state: 'running' }));
});
afterAll(() => open.close());

interface Shown {
  readonly state: string;
  readonly stateReason: string;
  readonly lastHeardSeconds: number;
}
const shown = () => open.must<Shown>('GET', `/v1/instances/${id}`);

/** Changes of the instance that somebody who follows it is told of. */
async function followed(): Promise<{ seen: () => number; stop: () => void }> {
  const { cloud } = open;
  const stop = new AbortController();
  const headers = { authorization: `Bearer ${cloud.admin.secret}` };
  const response = await fetch(`${cloud.frontEnd.url}/v1/events?kinds=instance`, { headers, signal: stop.signal });
  expect(response.status).toBe(200);
  let text = '';
  (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk;
  })().catch(() => {});
  return {
    seen: () => text.split('\n\n').filter((event) => event.includes('"kind":"instance"')).length,
    stop: () => stop.abort(),
  };
}

test('what is shown of an instance is as old as the word of its host, and whoever follows it is told', async () => {
  const { enemy: site, enemyHost: hostId } = open;
  expect((await shown()).lastHeardSeconds).toBeLessThan(20);
  const follower = await followed();
  const lastHeardAt = new Date(Date.now() - 40_000).toISOString();
  await site.put('host-status', hostId, { ...goodHost(hostId, site.id, false), lastHeardAt });
  await eventually(async () => expect((await shown()).lastHeardSeconds).toBeGreaterThanOrEqual(40));
  expect((await shown()).stateReason).toContain('is not connected, last heard 4');
  const why = await open.must<{ facts: { name: string; value: string }[] }>('GET', `/v1/instances/${id}/explain`);
  expect(why.facts.find(({ name }) => name === 'heard')?.value).toMatch(/^4\d s ago$/);
  await eventually(async () => expect(follower.seen()).toBe(1));

  await site.put('host-status', hostId, goodHost(hostId, site.id));
  await eventually(async () => expect((await shown()).lastHeardSeconds).toBeLessThan(20));
  await eventually(async () => expect(follower.seen()).toBe(2));
  // A report that says nothing new of the host's hearing concerns nobody's instances.
  const status = goodHost(hostId, site.id);
  await site.put('host-status', hostId, { ...status, report: { ...status.report!, diskFreeMiB: 80_000 } });
  await eventually(async () =>
    expect(await open.must('GET', `/v1/hosts/${hostId}`)).toMatchObject({ capacity: { diskFreeMiB: 80_000 } }),
  );
  expect(follower.seen()).toBe(2);
  follower.stop();
});
