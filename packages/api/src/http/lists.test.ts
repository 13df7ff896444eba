import type { Instance } from '@skerry/domain';
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { type FakeCluster, joinFakeCluster } from '@skerry/front-end/testing/fake-cluster';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { instanceRecord } from '../testing/instance-record.ts';

type View = Record<string, unknown> & { id: number };
interface Page {
  items: View[];
  total: number;
  next?: string;
}

let cloud: TestFrontEnd;
let site: FakeCluster;
beforeAll(async () => {
  cloud = await startFrontEnd();
  const { body } = await cloud.admin.call<{ id: number }>('POST', '/v1/clusters', { name: 'site' });
  const joined = await cloud.admin.call<{ token: string }>('POST', `/v1/clusters/${body.id}/join-token`, {});
  site = await joinFakeCluster(body.id, joined.body.token);
  await site.lease(10_000, ['instance']);
});
afterAll(async () => {
  await site?.close();
  await cloud?.close();
});

const list = async (query: string) => {
  const reply = await cloud.admin.call<Page>('GET', `/v1/instances?${query}`);
  expect(reply.status, reply.text).toBe(200);
  return reply.body;
};
const shown = async (id: number, test: (view: View | undefined) => boolean) =>
  eventually(async () => {
    const { status, body } = await cloud.admin.call<View>('GET', `/v1/instances/${id}`);
    expect(test(status === 200 ? body : undefined)).toBe(true);
  });

const { seed, rounds, timeoutMs } = campaign(8, 6000);
const sorts = ['id', 'name', 'cpus', 'state', 'hostId', 'permissions', 'requirements', 'templateId', 'changedAt'];
const filters: [string, (i: View) => boolean][] = [
  ['', () => true],
  ['&label=even=yes', (i) => (i['labels'] as Record<string, string>)['even'] === 'yes'],
  ['&state=running', (i) => i['state'] === 'running'],
  ['&search=E-1', (i) => String(i['name']).includes('e-1')],
  ['&hostId=3', (i) => i['hostId'] === 3],
];

test(
  'pages with a filter and an order neither lose nor double what was there all along, and are in order',
  async () => {
    const random = randomOf(seed);
    const below = (n: number) => Math.floor(random() * n);
    const pick = <T>(of: readonly T[]): T => of[below(of.length)] as T;
    let next = 1000;
    const record = (id: number): Instance => {
      const base = instanceRecord(id, site.id);
      return {
        ...base,
        name: `${pick(['e', 'f', 'g'])}-${id}`,
        labels: id % 2 === 0 ? { even: 'yes' } : {},
        ...(random() < 0.5 ? { hostId: below(4) } : {}),
        ...(random() < 0.5 ? { templateId: below(3) } : {}),
        spec: { ...base.spec, cpus: 1 + below(3), requirements: `${'x'.repeat(99)}${pick(['', 'a', 'ä', '𝔘'])}` },
        intent: { ...base.intent, power: pick(['running', 'stopped']) },
      };
    };
    for (let round = 0; round < rounds; round++) {
      const ids: number[] = [];
      for (let i = 0; i < 25; i++) {
        ids.push(next);
        await site.put('instance', next, record(next++));
      }
      await shown(ids.at(-1) as number, (view) => view !== undefined);
      const [filter, holds] = pick(filters);
      const [sort, order, limit] = [pick(sorts), pick(['asc', 'desc']), 1 + below(7)];
      const query = `limit=${limit}&sort=${sort}&order=${order}${filter}`;
      const why = `seed ${seed}, round ${round}: ${query}`;
      const before = await list('limit=1000');
      const lasting = new Map(before.items.filter(holds).map((i) => [i.id, i]));
      const seen: View[] = [];
      for (let after = ''; ; ) {
        const page = await list(query + after);
        seen.push(...page.items);
        if (page.next === undefined) break;
        after = `&after=${page.next}`;
        const victim = pick(ids);
        if (random() < 0.5) {
          // Changed or removed: then nothing is promised of it any more.
          lasting.delete(victim);
          if (random() < 0.5) {
            await site.remove('instance', victim);
            await shown(victim, (view) => view === undefined);
          } else {
            await site.put('instance', victim, { ...record(victim), attributes: { round: page.next } });
            await shown(victim, (v) => (v?.['attributes'] as { round?: string } | undefined)?.round === page.next);
          }
        }
        if (random() < 0.3) {
          await site.put('instance', next, record(next++));
        }
      }
      const kept = seen.filter((i) => lasting.has(i.id));
      expect(new Set(kept.map((i) => i.id)).size, why).toBe(kept.length);
      expect(new Set(kept.map((i) => i.id)), why).toEqual(new Set(lasting.keys()));
      for (const item of seen) expect(holds(item), `${why}: ${JSON.stringify(item)}`).toBe(true);
      const sign = order === 'asc' ? 1 : -1;
      const key = (i: View) => (typeof i[sort] === 'string' ? i[sort].slice(0, 100) : i[sort]) as string | undefined;
      for (const [n, item] of kept.slice(1).entries()) {
        const [a, b] = [key(kept[n] as View), key(item)];
        const rises = a === b ? (kept[n] as View).id < item.id : a === undefined || (b !== undefined && a < b);
        expect(rises === (sign === 1), `${why}: ${a} then ${b}`).toBe(true);
      }
      for (const id of (await list('limit=1000')).items.map((i) => i.id)) await site.remove('instance', id);
      await eventually(async () => expect((await list('limit=1')).total).toBe(0));
    }
  },
  timeoutMs,
);

describe('a filter', () => {
  const nics = (networkId: number, last: number) => [
    { networkId, address: `10.60.0.${last}`, mac: `52:54:00:00:00:0${last}` },
  ];
  const specOf = (id: number, more: Partial<Instance['spec']>) => ({ ...instanceRecord(id, site.id).spec, ...more });
  beforeAll(async () => {
    const disk = { diskId: 1, imageId: 7, imageDigest: `sha256:${'0'.repeat(64)}`, sizeMiB: 8 };
    const records: Partial<Instance>[] = [
      {
        name: 'web',
        labels: { zone: 'a', tier: 'front' },
        hostId: 3,
        spec: specOf(11, { nics: nics(2, 5), disks: [disk] }),
      },
      { name: 'db', labels: { zone: 'a' }, hostId: 4, spec: specOf(12, { nics: [...nics(2, 6), ...nics(9, 7)] }) },
      { name: 'old', labels: { zone: 'b', tier: 'front' }, templateId: 4, spec: specOf(13, { nics: [] }) },
    ];
    for (const [i, more] of records.entries())
      await site.put('instance', 11 + i, instanceRecord(11 + i, site.id, more));
    await shown(13, (view) => view !== undefined);
  });
  afterAll(async () => {
    for (const id of [11, 12, 13]) await site.remove('instance', id);
    await shown(13, (view) => view === undefined);
  });

  test.each([
    ['label=zone=a&label=tier', 'web'],
    ['label=tier&label=zone=a', 'web'],
    ['label=zone=a,tier=front', 'web'],
    ['label=!zone=a', 'old'],
    ['label=toString', ''],
    ['hostId=3,4', 'web db'],
    ['hostId=!3', 'db old'],
    ['hostId=none', 'old'],
    ['imageId=7', 'web'],
    ['networkId=2', 'web db'],
    ['networkId=2&networkId=9', 'db'],
    ['templateId=4', 'old'],
    ['address=10.60.0.6', 'db'],
    ['search=00:00:05', 'web'],
    ['search=60.0.7', 'db'],
    ['name=db', 'db'],
    ['sort=address&order=asc&hostId=!none', 'web db'],
  ])('%s finds: %s', async (query, names) => {
    expect((await list(query)).items.map(({ name }) => name).join(' ')).toBe(names);
  });

  test.each([
    ['/v1/instances?stat=running', 'Did you mean "state"'],
    ['/v1/instances?host=3', 'Did you mean "hostId"'],
    ['/v1/instances?state=runing', 'Did you mean "running"?'],
    ['/v1/instances?clusterId=harbour', '"harbour" is not the number of a cluster.'],
    ['/v1/instances?state=running&state=stopped', 'state=running,stopped'],
    ['/v1/instances?name=a&name=b', 'given more than once'],
    ['/v1/instances?limit=1&limit=2', 'limit'],
    ['/v1/instances?sort=memory', 'Did you mean "memoryMiB" or "memoryUse"?'],
    ['/v1/disks?state=ready', 'There is no such field.'],
    ['/v1/audit?actoin=x', 'Did you mean "action"'],
    ['/v1/audit?action=a&action=b', 'given more than once'],
  ])('%s is refused: %s', async (path, sentence) => {
    const { status, text } = await cloud.admin.call('GET', path);
    expect(status, text).toBe(400);
    expect(JSON.parse(text).detail).toContain(sentence);
  });
});

test.each([
  [{ name: 'x', cpus: 0 }, 'cpus: At least 1.'],
  [{ name: 'x', memoryMiB: 1e9 }, 'memoryMiB: At most 4194304 MiB (4 TiB).'],
  [{ name: 'x', kind: 'contaner' }, 'kind: Use one of: vm, container, microvm.'],
  [{ name: 'x', antiAffinityGroup: '' }, 'antiAffinityGroup: At least 1 character is needed.'],
  [{ name: 'x', memory: 64 }, 'Did you mean "memoryMiB"?'],
])('what is wrong with %j is said in words of ours', async (body, sentence) => {
  const { status, text } = await cloud.admin.call('POST', '/v1/instances', body);
  expect(status).toBe(400);
  expect(JSON.parse(text)).toMatchObject({ detail: expect.stringContaining(sentence) });
});

test('an instance looks the same in a list, alone, and after anything that its user may have written', async () => {
  const attributes = {
    lastHeardSeconds: null,
    actions: { x: ',"lastHeardSeconds":null' },
    text: '"lastHeardSeconds":null',
  };
  await site.put('instance', 1, instanceRecord(1, site.id, { attributes, labels: { a: ',"lastHeardSeconds":null' } }));
  await shown(1, (view) => view?.['lastHeardSeconds'] !== null && view !== undefined);
  for (const look of [1, 2]) {
    const alone = (await cloud.admin.call<View>('GET', '/v1/instances/1')).body;
    const [listed] = (await list('limit=1')).items;
    expect(alone['attributes'], `look ${look}`).toEqual(attributes);
    expect(typeof alone['lastHeardSeconds']).toBe('number');
    expect({ ...listed, lastHeardSeconds: 0 }).toEqual({ ...alone, lastHeardSeconds: 0 });
  }
  await site.put('instance', 1, instanceRecord(1, site.id, { attributes: { changed: true } }));
  await shown(1, (view) => (view?.['attributes'] as { changed?: boolean } | undefined)?.changed === true);
  expect((await list('limit=1')).items[0]?.['attributes']).toEqual({ changed: true });
  await site.cut();
  await eventually(async () => expect((await list('limit=1')).items[0]?.['stateReason']).toMatch(/link .* is cut/));
  site.heal();
  await eventually(async () => expect((await list('limit=1')).items[0]?.['stateReason']).not.toMatch(/cut/));
  await site.remove('instance', 1);
});

test('a cursor goes on only in its own list', async () => {
  for (const id of [1, 2, 3]) await site.put('instance', id, instanceRecord(id, site.id));
  await eventually(async () => expect((await list('limit=1')).total).toBe(3));
  const { next } = await list('limit=1&label=&sort=name');
  for (const other of [
    'instances?sort=name&search=i',
    'instances?sort=id',
    'instances?sort=name&order=desc',
    'disks?sort=name',
  ]) {
    const reply = await cloud.admin.call('GET', `/v1/${other}&after=${next}`);
    expect([reply.status, reply.body['field']], other).toEqual([400, 'after']);
  }
  for (const after of ['', 'x', '1e3', '-1', ' ']) {
    const reply = await cloud.admin.call('GET', `/v1/audit?after=${encodeURIComponent(after)}`);
    expect([reply.status, reply.body['field']], JSON.stringify(after)).toEqual([400, 'after']);
  }
});

test('a label is asked for by its own name, never by what every object inherits', async () => {
  for (const label of ['toString', 'constructor', '__proto__', 'hasOwnProperty']) {
    expect((await cloud.admin.call<Page>('GET', `/v1/groups?label=${label}`)).body.total, label).toBe(0);
  }
});

test('events are asked for by kinds that there are, never by what every object inherits', async () => {
  for (const kinds of ['toString', 'constructor', '__proto__', '', 'group,']) {
    const reply = await cloud.admin.call('GET', `/v1/events?kinds=${kinds}`);
    expect([reply.status, reply.body['field']], kinds).toEqual([400, 'kinds']);
  }
});
