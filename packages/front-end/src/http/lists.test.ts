import type { Instance } from '@skerry/domain';
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { type FakeCluster, joinFakeCluster } from '../testing/fake-cluster.ts';
import { startFrontEnd, type TestFrontEnd } from '../testing/front-end.ts';
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
