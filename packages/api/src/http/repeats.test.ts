import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { type Reply, startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';

const { seed, rounds, timeoutMs } = campaign(10, 5000);
let cloud: TestFrontEnd;
beforeAll(async () => {
  cloud = await startFrontEnd();
});
afterAll(() => cloud?.close());

const make = async (name: string) => (await cloud.admin.call<{ id: number }>('POST', '/v1/groups', { name })).body.id;
const doneTimes = async (action: string) =>
  (
    await cloud.admin.call<{ items: { outcome: string }[] }>('GET', `/v1/audit?action=${action}&limit=1000`)
  ).body.items.filter((i) => i.outcome === 'done').length;

test(
  'a request that is repeated with its key, at once or later, has one effect and one answer; another one is refused',
  async () => {
    const random = randomOf(seed);
    const below = (n: number) => Math.floor(random() * n);
    for (let round = 0; round < rounds; round++) {
      const id = await make(`object-${round}`);
      const requests: [string, string, string, object | undefined, object][] = [
        ['group.create', 'POST', '/v1/groups', { name: `made-${round}` }, { name: `other-${round}` }],
        ['token.create', 'POST', '/v1/tokens', { name: `made-${round}` }, { name: `other-${round}` }],
        ['group.patch', 'PATCH', `/v1/groups/${id}`, { labels: { n: String(round) } }, { labels: {} }],
        ['group.delete', 'DELETE', `/v1/groups/${id}`, undefined, { x: 1 }],
      ];
      const [action, method, path, body, otherBody] = requests[below(requests.length)] as (typeof requests)[number];
      const headers = { 'idempotency-key': `key-${seed}-${round}` };
      const send = (what: object | undefined = body) => cloud.admin.call(method, path, what, headers);
      const why = `seed ${seed}, round ${round}: ${action}`;
      const before = await doneTimes(action);
      const replies: Reply[] = await Promise.all(Array.from({ length: 1 + below(5) }, () => send()));
      for (let i = below(3) + 1; i > 0; i--) replies.push(await send());
      if (random() < 0.3) await cloud.restart();
      replies.push(await send());
      const answers = replies.filter((r) => r.body['code'] !== 'idempotency-in-flight');
      expect(new Set(answers.map((r) => `${r.status} ${r.text}`)).size, `${why}: ${JSON.stringify(answers)}`).toBe(1);
      expect(answers[0]?.status, why).toBeLessThan(300);
      expect(
        answers.filter((r) => r.headers.get('idempotency-replayed') === null),
        why,
      ).toHaveLength(1);
      expect(await doneTimes(action), why).toBe(before + 1);
      const other = await send(otherBody);
      // A body that no such route takes is refused for that first.
      expect(action === 'group.delete' ? [400, 404, 422] : [422], `${why}: ${other.text}`).toContain(other.status);
      expect(await doneTimes(action), why).toBe(before + 1);
    }
  },
  timeoutMs,
);

test(
  'of writers that saw the same, one wins, and nobody overwrites what he has not seen',
  async () => {
    const random = randomOf(seed + 1);
    const id = await make('contended-by-writers');
    const path = `/v1/groups/${id}`;
    let value = 0;
    await cloud.admin.call('PATCH', path, { attributes: { value } });
    for (let round = 0; round < rounds; round++) {
      const writers = Array.from({ length: 2 + Math.floor(random() * 4) }, async () => {
        const read = await cloud.admin.call<{ attributes: { value: number } }>('GET', path);
        const attributes = { value: read.body.attributes.value + 1 };
        return cloud.admin.call('PATCH', path, { attributes }, { 'if-match': read.headers.get('etag') as string });
      });
      const statuses = (await Promise.all(writers)).map((r) => r.status);
      expect(
        statuses.every((s) => s === 200 || s === 412),
        statuses.join(),
      ).toBe(true);
      value += statuses.filter((s) => s === 200).length;
      expect(statuses).toContain(200);
      const { body } = await cloud.admin.call<{ attributes: { value: number } }>('GET', path);
      expect(body.attributes.value, `seed ${seed}, round ${round}`).toBe(value);
    }
  },
  timeoutMs,
);

interface Event {
  readonly id: number;
  readonly event: string;
  readonly data: { readonly id?: number; readonly object?: { readonly labels: object }; readonly revision: number };
}

/** Reads events until it has read `count`, or `until` says so; then breaks the connection. */
async function listen(lastEventId: number, until: (events: readonly Event[]) => boolean): Promise<Event[]> {
  const ending = new AbortController();
  const headers = { authorization: `Bearer ${cloud.admin.secret}`, 'last-event-id': String(lastEventId) };
  const response = await fetch(`${cloud.frontEnd.url}/v1/events?kinds=group`, { headers, signal: ending.signal });
  const events: Event[] = [];
  let text = '';
  const timer = setTimeout(() => ending.abort(), 8000);
  try {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
        if (!part.startsWith(':')) {
          events.push({
            id: Number(field('id')),
            event: field('event'),
            data: JSON.parse(field('data')) as Event['data'],
          });
        }
      }
      if (until(events)) break;
    }
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    ending.abort();
  }
  return events;
}

test(
  'a reader that breaks off and comes back, again and again, ends with what there is, and hears nothing twice',
  async () => {
    const random = randomOf(seed + 2);
    const below = (n: number) => Math.floor(random() * n);
    const { body } = await cloud.admin.call<{ revision: number }>('GET', '/v1/status');
    let last = body.revision;
    const start = await cloud.admin.call<{ items: { id: number; labels: object }[] }>('GET', '/v1/groups?limit=1000');
    const known = new Map(start.body.items.map((g) => [g.id, g.labels]));
    const heard = new Set<string>();
    const take = (events: readonly Event[]) => {
      for (const { id, event, data } of events) {
        if (event !== 'hello') {
          expect(event).not.toBe('resync');
          const what = `${event} ${data.id} ${data.revision}`;
          expect(heard.has(what), `seed ${seed}: twice: ${what}`).toBe(false);
          heard.add(what);
          expect(id, 'ids never go back').toBeGreaterThanOrEqual(last);
          if (event === 'put') known.set(data.id as number, data.object?.labels as object);
          else known.delete(data.id as number);
        }
        last = Math.max(last, id);
      }
    };
    const alive: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const stopAfter = 1 + below(4);
      const reading = listen(last, (events) => events.length >= stopAfter);
      for (let i = 0; i < 6; i++) {
        const victim = alive[below(alive.length)];
        const dice = random();
        if (victim === undefined || dice < 0.4) alive.push(await make(`heard-${round}-${i}`));
        else if (dice < 0.8)
          await cloud.admin.call('PATCH', `/v1/groups/${victim}`, { labels: { n: `${round}.${i}` } });
        else {
          await cloud.admin.call('DELETE', `/v1/groups/${victim}`);
          alive.splice(alive.indexOf(victim), 1);
        }
      }
      take(await reading);
      if (random() < 0.2) await cloud.restart();
    }
    const end = await make('the-end');
    take(await listen(last, (events) => events.some((e) => e.data.id === end)));
    await eventually(async () => {
      const { items } = (
        await cloud.admin.call<{ items: { id: number; labels: object }[] }>('GET', '/v1/groups?limit=1000')
      ).body;
      expect(known).toEqual(new Map(items.map((g) => [g.id, g.labels])));
    });
  },
  timeoutMs,
);
