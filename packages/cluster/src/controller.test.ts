import { reconcilersShow, hostJoinToken } from '@skerry/contract';
import { silentLog, systemClock } from '@skerry/kit';
import { type Authority, createLoopbackPair, openAuthority, type Parent, type Session } from '@skerry/link';
import { createMemoryStore, type Store } from '@skerry/store';
import { failingStore } from '@skerry/store/testing/failing-store';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createController } from './controller.ts';

let directory: string;
let ca: Authority;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-controller-'));
  ca = await openAuthority({ dir: join(directory, 'ca'), cloudId: 'test' });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function optionsFor(store: Store, openParent: () => Promise<Parent>) {
  const { parent, child } = createLoopbackPair();
  const options = {
    clusterId: 0,
    store,
    dataDirectory: directory,
    upward: child,
    ca,
    listen: { host: '127.0.0.1', port: 0 },
    serverNames: ['127.0.0.1'],
    openParent,
    clock: systemClock,
    log: silentLog,
  };
  return { options, above: parent, close: () => Promise.all([parent.close(), child.close()]) };
}

const quietParent = async () =>
  ({ port: 1, sessions: new Map(), onSession() {}, async forget() {}, async close() {} }) as unknown as Parent;

test('a controller that does not come up leaves nothing open, and nobody waits for its hosts', async () => {
  const { store, watches } = failingStore(createMemoryStore());
  const { options, above, close } = optionsFor(store, () => Promise.reject(new Error('the port is taken')));
  await expect(createController(options)).rejects.toThrow('the port is taken');
  expect(watches()).toBe(0);
  const asked = above.request(hostJoinToken.method, { lifetimeSeconds: 60 }, { deadlineMs: 5000 });
  await expect(asked).rejects.toMatchObject({ failure: { code: expect.not.stringContaining('deadline') as string } });
  await close();
});

test('whatever step of its start fails, a controller leaves nothing open', async () => {
  let isUp = false;
  let tried = 0;
  while (!isUp) {
    const { store, watches } = failingStore(createMemoryStore(), ++tried);
    const closeParent = vi.fn(async () => {});
    let parents = 0;
    const { options, close } = optionsFor(store, async () => {
      parents++;
      return { ...(await quietParent()), close: closeParent };
    });
    const timers = timersNow();
    const listening = listenersOf(options.upward);
    try {
      await (await createController(options)).close();
      isUp = true;
    } catch (error) {
      expect(String(error)).toContain(`step ${tried} fails`);
    }
    expect([tried, watches(), listening(), closeParent.mock.calls.length]).toEqual([tried, 0, 0, parents]);
    expect(timersNow()).toBe(timers);
    await close();
  }
  expect(tried).toBeGreaterThan(2);
});

const timersNow = () => process.getActiveResourcesInfo().filter((what) => what === 'Timeout').length;

/** How many listen to the session that did not before. */
function listenersOf(session: Session): () => number {
  let count = 0;
  const on = session.on.bind(session);
  session.on = (...given) => {
    const off = on(...given);
    count++;
    let isOff = false;
    return () => {
      if (!isOff) count--;
      isOff = true;
      off();
    };
  };
  return () => count;
}

test('it tells what its reconcilers did last, by the table, and ends them with itself', async () => {
  const { store, watches } = failingStore(createMemoryStore());
  const { options, above, close } = optionsFor(store, quietParent);
  const controller = await createController(options);
  const { reconcilers } = reconcilersShow.reply.parse(await above.request(reconcilersShow.method, {}));
  expect(reconcilers.map(({ name, everySeconds }) => [name, everySeconds])).toEqual([
    ['instances', undefined],
    ['placement', 15],
    ['hosts', undefined],
    ['networks', undefined],
    ['site commands', undefined],
    ['housekeeping', 60],
    ['site link', undefined],
  ]);
  expect(reconcilers.find(({ name }) => name === 'placement')).toMatchObject({
    last: { why: 'start', outcome: 'nothing' },
    failing: 0,
  });
  await controller.close();
  expect(watches()).toBe(0);
  await close();
});
