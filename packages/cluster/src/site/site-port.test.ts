/** What a site keeps of the link to its front-end: since when it is as it is, and numbers for the time of a cut. */
import { idsLease } from '@skerry/contract';
import { SampleRings } from '@skerry/domain';
import { fakeClock, SkerryError, silentLog } from '@skerry/kit';
import { createLoopbackPair, type Session } from '@skerry/link';
import { createMemoryStore, createMirror } from '@skerry/store';
import { siteKeys } from '@skerry/store/layout/controller';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { HostLink } from '../hosts/host-link.ts';
import { keys } from '../keys.ts';
import type { Questions } from '../questions.ts';
import { SitePort } from './site-port.ts';

/** Retries come when the test says so, not after two seconds. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** A front-end that gives blocks of numbers, but for the first `failures` times; or that is `silent`. */
async function scene({ failures = 0, silent = false } = {}) {
  const store = createMemoryStore();
  const mirror = createMirror(store, '/');
  let asked = 0;
  const lease = (body: unknown) => {
    if (silent) return new Promise<never>(() => {});
    if (asked++ < failures) throw new SkerryError({ code: 'busy', kind: 'failed', message: 'Not now.' });
    const { count } = body as { count: number };
    return { first: asked * 1000, count };
  };
  const pair = createLoopbackPair({ parent: { requests: { [idsLease.method]: lease } } });
  const clock = fakeClock();
  const open = () => {
    const port = new SitePort({
      clusterId: 0,
      store,
      mirror,
      samples: new SampleRings(() => true),
      unreadableRecords: 0,
      upward: pair.child,
      hosts: {} as HostLink,
      questions: {} as Questions,
      reserve: 0,
      clock,
      log: silentLog,
    });
    port.open();
    onTestFinished(() => port.close());
    return port;
  };
  onTestFinished(async () => {
    await pair.close();
    await mirror.close();
  });
  await pair.connected();
  const link = async () => (await store.get(siteKeys.link))?.value;
  const until = (state: 'online' | 'cut') => vi.waitFor(async () => expect(await link()).toMatchObject({ state }));
  // Disks are asked for last.
  const stocked = () => vi.waitFor(async () => expect(await store.get(keys.ids('disk', 'spare'))).toBeDefined());
  return { pair, clock, open, link, until, stocked, asked: () => asked };
}

const noticed = (session: Session, state: 'cut' | 'connected') => session.waitFor(state, { deadlineMs: 5000 });

test('since when the link is up or cut is written when it turns, and a restart during a cut keeps it', async () => {
  const { pair, clock, open, link, until, stocked } = await scene();
  const before = open();
  await until('online');
  await stocked();
  expect(await link()).toEqual({ state: 'online', at: '2026-01-01T00:00:00.000Z' });
  clock.advance(60_000);
  pair.cut();
  await until('cut');
  expect(await link()).toEqual({ state: 'cut', at: '2026-01-01T00:01:00.000Z' });
  clock.advance(60_000);
  await before.close();
  const after = open();
  await vi.waitFor(() => expect(after.linkChanges.status.runs).toBe(2));
  await after.close();
  expect(await link()).toEqual({ state: 'cut', at: '2026-01-01T00:01:00.000Z' });
  open();
  pair.heal();
  await until('online');
  expect(await link()).toEqual({ state: 'online', at: '2026-01-01T00:02:00.000Z' });
});

test('a cut is written when it comes, whatever the front-end had still to answer', async () => {
  const { pair, open, until } = await scene({ silent: true });
  open();
  await until('online');
  pair.cut();
  await until('cut');
  // Ends what was asked: nobody waits for its deadline.
  await pair.close();
});

test('numbers are in stock before a cut, and are given in it', async () => {
  const { pair, open, stocked, asked } = await scene();
  const port = open();
  await stocked();
  // One block each for instances and disks.
  expect(asked()).toBe(2);
  pair.cut();
  await noticed(pair.child, 'cut');
  const ids = [await port.nextId('instance', false), await port.nextId('instance', false)];
  expect(ids[1]).toBe((ids[0] ?? 0) + 1);
  expect(await port.nextId('disk', false)).toBeGreaterThan(0);
});

test('a front-end that cannot give numbers just now is asked again, without waiting for the link to turn', async () => {
  const { open, asked, pair } = await scene({ failures: 1 });
  const port = open();
  await vi.waitFor(() => expect(port.linkChanges.status).toMatchObject({ failing: 1, last: { outcome: 'failed' } }));
  expect(asked()).toBe(1);
  await vi.advanceTimersByTimeAsync(30_000);
  await vi.waitFor(() => expect(port.linkChanges.status).toMatchObject({ failing: 0 }));
  expect(asked()).toBe(3);
  pair.cut();
  await noticed(pair.child, 'cut');
  expect(await port.nextId('instance', false)).toBeGreaterThan(0);
});

test('once closed it writes nothing more', async () => {
  const { pair, open, link, until, stocked } = await scene();
  const port = open();
  await until('online');
  await stocked();
  await port.close();
  pair.cut();
  await noticed(pair.child, 'cut');
  expect(await link()).toMatchObject({ state: 'online' });
});
