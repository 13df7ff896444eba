import type { Json } from '@skerry/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '@skerry/api/testing/eventually';
import { type FakeCluster, goodHost } from '../testing/fake-cluster.ts';
import type { TestFrontEnd } from '../testing/front-end.ts';
import { type HostileCloud, startHostileCloud } from '../testing/hostile-cloud.ts';
import { instanceRecord } from '@skerry/api/testing/instance-record';

let scene: HostileCloud;
let cloud: TestFrontEnd;
let honest: FakeCluster;
let enemy: FakeCluster;
let enemyHost: number;
let imageId: number;
let must: HostileCloud['must'];
beforeAll(async () => {
  scene = await startHostileCloud();
  ({ cloud, honest, enemy, enemyHost, imageId, must } = scene);
}, 60_000);
afterAll(() => scene?.close());

const tell = (key: string, value: unknown) =>
  enemy.store.commit({ writes: [{ op: 'put', key: `/state/${key}`, value: value as Json }] });

/** Waits until the front-end has taken, or refused, all that the cluster told before. */
async function heard(): Promise<void> {
  const revision = await enemy.store.revision();
  await eventually(async () => {
    const cursor = await cloud.store.get(`/cursor/cluster-state/${enemy.id}`);
    expect((cursor?.value as { revision: number } | undefined)?.revision).toBeGreaterThanOrEqual(revision);
  });
}

/** What every user does all day. */
async function everybodyWorks(): Promise<void> {
  for (const path of ['/v1/status', '/v1/hosts', '/v1/clusters', '/v1/instances', '/v1/disks', '/v1/leases']) {
    await must('GET', path);
  }
  await must('GET', '/v1/hosts?sort=state');
  await must('GET', '/v1/instances?sort=state');
  await must('GET', '/v1/audit');
  expect((await cloud.admin.call('GET', '/metrics')).status).toBe(200);
  await must('POST', '/v1/instances?dryRun=true', { name: 'plan', imageId, networkIds: [] });
  const name = `guest-${(await must<{ revision: number }>('GET', '/v1/status')).revision}`;
  await must('POST', '/v1/instances', { name, imageId, networkIds: [], clusterId: honest.id });
}

const status = (more: object) => ({ ...goodHost(enemyHost, enemy.id), ...more });
const report = (more: object) => status({ report: { ...goodHost(enemyHost, enemy.id).report, ...more } });
const poison: readonly [string, () => [key: string, value: unknown]][] = [
  ['a host status that is null', () => [`host-status/${enemyHost}`, null]],
  ['a report that is a number', () => [`host-status/${enemyHost}`, status({ report: 7 })]],
  ['runtimes that are no list', () => [`host-status/${enemyHost}`, report({ runtimes: { kind: 'vm' } })]],
  ['problems that are a number', () => [`host-status/${enemyHost}`, report({ problems: 5 })]],
  ['processors that are a text', () => [`host-status/${enemyHost}`, report({ cpus: 'many', memoryMiB: null })]],
  ['an hour that is none', () => [`host-status/${enemyHost}`, status({ connected: false, lastHeardAt: {} })]],
  ['an instance that is null', () => ['instance/900', null]],
  ['an instance that is a text', () => ['instance/901', 'x']],
  ['an instance without anything', () => ['instance/902', { clusterId: enemy.id }]],
  ['interfaces that are no list', () => ['instance/903', spoiltSpec(903, { nics: 3 })]],
  ['a state of no list', () => ['instance/904', { ...instanceRecord(904, enemy.id), intent: { power: 'flying' } }]],
  ['an observation that is a text', () => ['instance/905', { ...instanceRecord(905, enemy.id), observed: 'running' }]],
  ['permissions that are missing', () => ['instance/906', { ...instanceRecord(906, enemy.id), permissions: null }]],
  ['a disk that is a list', () => ['disk/900', []]],
  ['a lease whose labels are a number', () => ['lease/900', { id: 900, clusterId: enemy.id, labels: 1 }]],
  ['an audit record that is null', () => ['audit/0', null]],
  ['an audit record without an object', () => ['audit/1', { sequence: 1, object: 'x', action: {} }]],
  ['the answer to a command that is null', () => ['command-result/1', null]],
  ['a key that nobody knows', () => ['throne/1', {}]],
  ['a number that is none', () => ['instance/__proto__', instanceRecord(1, enemy.id)]],
];
const spoiltSpec = (id: number, more: object) => {
  const instance = instanceRecord(id, enemy.id);
  return { ...instance, spec: { ...instance.spec, ...more } };
};

test.each(poison)(
  '%s, told by a cluster, is refused and shown at it; nobody else notices, nor do readers of events',
  async (_, make) => {
    const before = (await cluster()).refusals?.count ?? 0;
    const ending = new AbortController();
    const events = await fetch(`${cloud.frontEnd.url}/v1/events`, {
      headers: { authorization: `Bearer ${cloud.admin.secret}` },
      signal: ending.signal,
    });
    const revision = (await must<{ revision: number }>('GET', '/v1/status')).revision;
    await tell(...make());
    await heard();
    await everybodyWorks();
    const shown = (await cluster()).refusals;
    expect(shown?.count).toBe(before + 1);
    expect(shown?.message).not.toBe('');
    const again = await fetch(`${cloud.frontEnd.url}/v1/events`, {
      headers: { authorization: `Bearer ${cloud.admin.secret}`, 'last-event-id': String(revision) },
      signal: ending.signal,
    });
    expect([events.status, again.status]).toEqual([200, 200]);
    await everybodyWorks();
    ending.abort();
  },
);

const cluster = () =>
  must<{ refusals?: { count: number; code: string; message: string; at: string } }>('GET', `/v1/clusters/${enemy.id}`);

test('what a controller could not read of its own store is shown at its cluster, to who manages it', async () => {
  await tell('controller', { unreadableRecords: 3 });
  await heard();
  expect(await cluster()).toMatchObject({ unreadableRecords: 3 });
  const sentences = async () =>
    (await must<{ attention: { sentence: string }[] }>('GET', '/v1/status')).attention.map(({ sentence }) => sentence);
  expect(await sentences()).toContain(
    'The state of the controller of the cluster "enemy" holds 3 records that could not be read and were set aside, under "/unreadable/".',
  );
  await enemy.store.commit({ writes: [{ op: 'delete', key: '/state/controller' }] });
  await heard();
  expect(await cluster()).not.toHaveProperty('unreadableRecords');
  expect((await sentences()).join()).not.toContain('controller of the cluster');
});

test('a start reads what the model is made of once, and what is set aside on the way with it', async () => {
  const before = await cloud.store.list('/', { limit: 100_000 });
  const real = cloud.store.list.bind(cloud.store);
  const listed = new Map<string, number>();
  cloud.store.list = async (...asked) => {
    const page = await real(...asked);
    for (const { key } of page.entries) listed.set(key, (listed.get(key) ?? 0) + 1);
    return page;
  };
  try {
    await cloud.restart();
  } finally {
    cloud.store.list = real;
  }
  const modelled = before.entries.filter(({ key }) => /^\/(catalogue|mirror|audit|command-history)\//.test(key));
  expect(modelled.length).toBeGreaterThan(10);
  expect(modelled.filter(({ key }) => listed.get(key) !== 1)).toEqual([]);
});

test('a front-end whose store holds what was taken over unchecked starts, and serves everything else', async () => {
  const planted = poison.map(([, make]) => make());
  for (const [key, value] of planted) {
    const path = `/mirror/${enemy.id}/${key}`;
    await cloud.store.commit({ writes: [{ op: 'put', key: path, value: value as Json }] });
  }
  await cloud.store.commit({
    writes: [
      { op: 'put', key: '/audit/000000900000', value: { object: 5 } },
      { op: 'put', key: '/catalogue/user/900', value: null },
      { op: 'put', key: `/commands/${enemy.id}/000000900000`, value: { id: 900_000 } },
      { op: 'put', key: '/command-history/000000900001', value: 'done' },
      { op: 'put', key: `/link/${enemy.id}`, value: null },
    ],
  });
  await cloud.restart();
  await everybodyWorks();
  const { attention } = await must<{ attention: { sentence: string }[] }>('GET', '/v1/status');
  expect(attention.map(({ sentence }) => sentence).join('\n')).toMatch(/\d+ records .* could not be read/);
  await cloud.restart();
  await everybodyWorks();
});

/** Faults of ours: what no feed brings in any more, straight into the store that the model follows. */
const faults: readonly [string, () => [key: string, value: unknown][]][] = [
  ['a host whose report is a number', () => [[`/mirror/${enemy.id}/host-status/${enemyHost}`, status({ report: 7 })]]],
  [
    'a host whose problems are no list',
    () => [[`/mirror/${enemy.id}/host-status/${enemyHost}`, report({ problems: 5, runtimes: 'x' })]],
  ],
  [
    'an instance in no state',
    () => [
      [`/mirror/${enemy.id}/instance/950`, { ...instanceRecord(950, enemy.id), intent: { power: 'flying' } }],
      [`/mirror/${enemy.id}/instance/951`, { ...instanceRecord(951, enemy.id), observed: {} }],
    ],
  ],
  [
    'an instance without a spec',
    () => [[`/mirror/${enemy.id}/instance/952`, { ...instanceRecord(952, enemy.id), spec: 1 }]],
  ],
  [
    'an instance without permissions',
    () => [[`/mirror/${enemy.id}/instance/953`, { ...instanceRecord(953, enemy.id), permissions: {} }]],
  ],
  ['a lease of nothing', () => [[`/mirror/${enemy.id}/lease/950`, { id: 950, clusterId: enemy.id, permissions: {} }]]],
  ['an audit record that is null', () => [['/audit/000000900010', null]]],
  ['a user that is a number', () => [['/catalogue/user/950', 7]]],
  ['a command without an order', () => [[`/commands/${enemy.id}/000000900010`, { id: 900_010, clusterId: enemy.id }]]],
  ['an answered command that is null', () => [['/command-history/000000900011', null]]],
  ['a link that is null', () => [[`/link/${enemy.id}`, null]]],
];

test.each(faults)('%s spoils no list, plan, count or reader of events, now or later', async (_, make) => {
  const ending = new AbortController();
  const listen = async (headers: Record<string, string> = {}) => {
    const { body } = await fetch(`${cloud.frontEnd.url}/v1/events`, {
      headers: { authorization: `Bearer ${cloud.admin.secret}`, ...headers },
      signal: ending.signal,
    });
    const heard = { text: '' };
    void (async () => {
      for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) heard.text += part;
    })().catch(() => {});
    return heard;
  };
  const before = (await must<{ revision: number }>('GET', '/v1/status')).revision;
  const reader = await listen();
  for (const [key, value] of make()) {
    await cloud.store.commit({ writes: [{ op: 'put', key, value: value as Json }] });
  }
  await everybodyWorks();
  const resumed = await listen({ 'last-event-id': String(before) });
  const name = `net-${before}`;
  await must('POST', '/v1/groups', { name });
  await eventually(() => expect([reader.text, resumed.text].map((text) => text.includes(name))).toEqual([true, true]));
  ending.abort();
  await cloud.restart();
  await everybodyWorks();
});
