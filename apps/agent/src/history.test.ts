import { afterEach, expect, test } from 'vitest';
import { startTestSite } from './testing/test-site.ts';

/** What is written down of an instance where it happens, and told upwards: with whole levels, real links, pretended guests. */
let site: Awaited<ReturnType<typeof startTestSite>>;
afterEach(() => site?.close());

/** But that no host was there yet: how long a test's host takes to report itself is its own business. */
const happened = async (id = 1) =>
  ((await site.history(id))?.happenings ?? []).filter(({ what }) => what !== 'unplaced');
const whats = async () => (await happened()).map(({ what }) => what);
const running = () =>
  site.until(async () => {
    const observed = (await site.mirrored(1))?.observed;
    expect(observed).toMatchObject({ guest: 'running' });
    expect(observed?.step).toBeUndefined();
    return observed;
  });

test('from the order to the running guest, with who asked, where, and how long it took', async () => {
  site = await startTestSite();
  const order = await site.create(1);
  await running();
  await site.until(async () =>
    expect(await whats()).toEqual(['command', 'placed', 'image-fetched', 'disk-made', 'started']),
  );
  const history = await happened();
  expect(history[0]).toMatchObject({ commandId: order, userId: 0, asked: 'create', generation: 0 });
  expect(history[1]).toMatchObject({ hostId: 0 });
  expect(history.at(-1)).toMatchObject({ hostId: 0, generation: 0 });
  expect(history.at(-1)?.seconds).toBeGreaterThanOrEqual(0);
});

test('a guest that crashes and one that shuts itself down, each with what it printed last, while the link is cut', async () => {
  site = await startTestSite();
  await site.create(1);
  await running();
  site.cutAbove();
  const guest = site.containers.all.get(1);
  if (guest) guest.console += '\u001b[31mKernel panic\u001b[0m\r\n';
  site.containers.crash(1);
  await site.until(() => expect(site.containers.all.get(1)?.state).toBe('running'));
  site.healAbove();
  await site.until(async () => expect((await whats()).slice(-2)).toEqual(['crashed', 'restored']));
  const crashed = (await site.history(1))?.happenings.find(({ what }) => what === 'crashed');
  expect(crashed).toMatchObject({ log: 'i-1 started\nKernel panic', hostId: 0 });
  expect(crashed).not.toHaveProperty('generation');
  site.containers.powerOff(1);
  await site.until(async () => expect((await whats()).slice(-2)).toEqual(['ended', 'restored']));
});

test('commands that were applied and refused, and what followed from them', async () => {
  site = await startTestSite();
  await site.create(1);
  await running();
  const stop = await site.command(1, { type: 'stop', graceSeconds: 5 });
  await site.until(async () => expect(await whats()).toContain('stopped'));
  const refused = await site.command(1, { type: 'pause' });
  await site.until(async () => expect(await whats()).toContain('refused'));
  const { happenings = [] } = (await site.history(1)) ?? {};
  expect(happenings.find(({ commandId }) => commandId === stop)).toMatchObject({ what: 'command', generation: 1 });
  expect(happenings.find(({ what }) => what === 'stopped')).toMatchObject({ generation: 1 });
  expect(happenings.find(({ commandId }) => commandId === refused)).toMatchObject({
    what: 'refused',
    asked: 'pause',
    code: 'instance-state',
  });
});

test('the end of a guest with its host, told by a host that was started anew', async () => {
  site = await startTestSite();
  await site.create(1);
  await running();
  await site.stopAgent();
  site.rebootHost();
  await site.startAgent();
  await site.until(async () => expect((await whats()).slice(-2)).toEqual(['host-restarted', 'restored']));
  // From then on an end is an end again.
  await site.stopAgent();
  site.containers.powerOff(1);
  await site.startAgent();
  await site.until(async () => expect((await whats()).slice(-2)).toEqual(['ended', 'restored']));
});

test('a host and a controller that are started anew write nothing down twice', async () => {
  site = await startTestSite();
  await site.create(1);
  await running();
  await site.until(async () => expect(await whats()).toContain('started'));
  const before = await happened();
  await site.stopAgent();
  await site.startAgent();
  await site.restartController();
  // What comes last says that all before has been looked at.
  await site.command(1, { type: 'rename', name: 'other' });
  await site.until(async () => expect(await whats()).toHaveLength(before.length + 1));
  expect((await happened()).slice(0, -1)).toEqual(before);
});

test('goes with its instance, at every level', async () => {
  site = await startTestSite();
  await site.create(1);
  await running();
  await site.until(async () => expect(await whats()).toContain('started'));
  await site.command(1, { type: 'delete', graceSeconds: 0 });
  await site.until(async () => {
    expect(await site.history(1)).toBeUndefined();
    for (const store of [site.clusterStore, site.hostStore]) {
      const { entries } = await store.list('/');
      expect(entries.filter(({ key }) => key.includes('/history/')).map(({ key }) => key)).toEqual([]);
    }
  });
});
