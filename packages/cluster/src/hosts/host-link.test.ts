/** What a host may do over its link, and what is known of it by whether it is there. */
import { guestConsoleEnding, guestDisplay, imagesWanted, samplesPush } from '@skerry/contract';
import { defaultLimits, SampleRings } from '@skerry/domain';
import { fakeClock, silentLog } from '@skerry/kit';
import {
  type Authority,
  createLoopbackPair,
  type LoopbackPair,
  type OpenParent,
  type Parent,
  type Session,
} from '@skerry/link';
import { createMemoryStore, createMirror, type Json } from '@skerry/store';
import { expect, onTestFinished, test, vi } from 'vitest';
import { countersOf } from '../../../domain/testing/counters.ts';
import { instanceOf } from '../../../domain/testing/instance.ts';
import type { ImageReplica } from '../images/replica.ts';
import { keys } from '../keys.ts';
import { HostLink } from './host-link.ts';
import type { HostTokens } from './host-tokens.ts';

/** Hosts 4 and 5; instance 1 lives on 4. `heard`: what reaches the front-end. */
async function scene() {
  const store = createMemoryStore();
  const mirror = createMirror(store, '/');
  const write = async (key: string, value: unknown) => {
    const { revision } = await store.commit({ writes: [{ op: 'put', key, value: value as Json }] });
    await mirror.waitFor(revision, 5000);
  };
  for (const id of [4, 5]) await write(keys.host(id), { id, name: `h${id}`, clusterId: 0, admission: 'enabled' });
  await write(keys.instance(1), { ...instanceOf(), hostId: 4 });
  const above = createLoopbackPair();
  const heard: unknown[] = [];
  const take = (body: unknown) => void heard.push(body);
  above.parent.handle({
    samples: { [samplesPush.method]: take },
    requests: { [guestConsoleEnding.method]: (body) => (take(body), {}) },
  });
  await above.connected();
  let welcome: Parameters<Parent['onSession']>[0] = () => {};
  const forgotten: string[] = [];
  const openParent: OpenParent = async () => ({
    port: 1,
    sessions: new Map(),
    onSession(listener) {
      welcome = listener;
      return () => {};
    },
    forget: async (id) => void forgotten.push(id),
    close: async () => {},
  });
  const clock = fakeClock();
  const changed: number[] = [];
  const samples = new SampleRings(() => true);
  const link = await HostLink.open(
    {
      store,
      mirror,
      upward: above.child,
      images: {} as ImageReplica,
      tokens: {} as HostTokens,
      samples,
      clusterId: 0,
      clock,
      log: silentLog,
      limits: defaultLimits,
      endings: new Set(),
      onChange: (hostId) => void changed.push(hostId),
    },
    { ca: {} as Authority, listen: { host: '127.0.0.1', port: 0 }, serverNames: [], openParent },
  );
  const join = async (id: number): Promise<LoopbackPair> => {
    const pair = createLoopbackPair();
    onTestFinished(() => pair.close());
    welcome(pair.parent, { cloudId: 'test', role: 'host', id: String(id) });
    await pair.connected();
    return pair;
  };
  onTestFinished(async () => {
    await link.close();
    await above.close();
    await mirror.close();
  });
  const status = async (id: number) => (await store.get(keys.hostStatus(id)))?.value;
  return { store, link, join, heard, samples, changed, clock, forgotten, write, status };
}

const tellSamples = (host: Session, ...readings: readonly (readonly ['host' | 'instance', number])[]) =>
  host.sample(samplesPush.method, {
    readings: readings.map(([subject, id]) => ({ subject, id, at: 10, counters: countersOf() })),
  });

test('of what a host measures only itself and its own guests are kept and passed up', async () => {
  const { join, heard, samples } = await scene();
  const [home, other] = [await join(4), await join(5)];
  tellSamples(other.child, ['instance', 1], ['host', 4]);
  tellSamples(home.child, ['instance', 1], ['host', 4], ['host', 5]);
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  expect(heard).toMatchObject([
    {
      readings: [
        { subject: 'instance', id: 1 },
        { subject: 'host', id: 4 },
      ],
    },
  ]);
  expect(samples.size).toBe(2);
});

test('a host is connected while it is there and not longer; nothing is written when nothing has changed', async () => {
  const { store, link, join, changed, clock, status } = await scene();
  await link.writeStatus(4);
  expect(await status(4)).toMatchObject({ connected: false });
  const pair = await join(4);
  await link.writeStatus(4);
  expect(await status(4)).toMatchObject({ hostId: 4, clusterId: 0, connected: true });
  const revision = await store.revision();
  clock.advance(60_000);
  await link.writeStatus(4);
  expect(await store.revision()).toBe(revision);
  changed.length = 0;
  pair.cut();
  await vi.waitFor(() => expect(changed).toContain(4));
  const cutAt = clock.now().toISOString();
  await link.writeStatus(4);
  expect(await status(4)).toMatchObject({ connected: false, lastHeardAt: cutAt });
  expect(() => link.session(4)).toThrow('Host 4 cannot be reached now.');
});

test('only the host of a console says why it will end, and where nobody here knows it the front-end is told', async () => {
  const { link, join, heard } = await scene();
  const [home, other] = [await join(4), await join(5)];
  home.child.handle({ streams: { [guestDisplay.method]: () => {} } });
  link.openStream(4, guestDisplay, { instanceId: 1, consoleId: 'c1' }).on('error', () => {});
  const ending = { consoleId: 'c1', why: 'stopped', message: 'The guest was stopped.' };
  await other.child.request(guestConsoleEnding.method, ending);
  expect(heard).toEqual([]);
  await home.child.request(guestConsoleEnding.method, ending);
  expect(heard).toEqual([ending]);
  const own = vi.fn(() => true);
  const forget = link.onConsoleEnding(own);
  await home.child.request(guestConsoleEnding.method, ending);
  expect([own.mock.calls.length, heard.length]).toEqual([1, 1]);
  forget();
});

test('what a host still wants of images is asked of what its cluster knows', async () => {
  const { join, write } = await scene();
  const pair = await join(4);
  const [known, dropped] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`];
  await write(keys.cursor('catalogue', 'front-end'), { store: 's', revision: 1 });
  await write(`${keys.catalogue}image/3`, { id: 3, digest: known });
  expect(await pair.child.request(imagesWanted.method, { digests: [known, dropped] })).toEqual({ digests: [known] });
});

test('of a host that was removed nothing is kept, its link ends, and what is someone else’s stays', async () => {
  const { store, link, join, forgotten, write, status } = await scene();
  await join(4);
  await link.writeStatus(4);
  await link.writeStatus(5);
  for (const id of [4, 5]) {
    await write(`${keys.intentsOf(id)}instance/1`, { instanceId: 1 });
    await write(`${keys.observedOf(id)}report`, { hostname: `h${id}` });
  }
  await link.forget(4);
  expect(forgotten).toEqual(['4']);
  expect(link.connected(4)).toBe(false);
  expect(await status(4)).toBeUndefined();
  const kept = await Promise.all([4, 5].map(async (id) => (await store.list(keys.intentsOf(id))).entries.length));
  expect(kept).toEqual([0, 1]);
  expect((await store.list(keys.observedOf(5))).entries).toHaveLength(1);
  await link.forget(4);
});
