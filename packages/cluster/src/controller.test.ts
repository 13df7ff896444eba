import { reconcilersShow, hostJoinToken } from '@skerry/contract';
import { silentLog, systemClock } from '@skerry/kit';
import { type Authority, createLoopbackPair, openAuthority, type Parent } from '@skerry/link';
import { createMemoryStore, type Store } from '@skerry/store';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createController } from './controller.ts';

let directory: string;
let ca: Authority;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-controller-'));
  ca = await openAuthority({ dir: join(directory, 'ca'), cloudId: 'test' });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A store that tells which watches over it are open. */
function watched(): { readonly store: Store; readonly open: () => number } {
  const store = createMemoryStore();
  const signals: AbortSignal[] = [];
  const watch = store.watch.bind(store);
  store.watch = (prefix, from, signal, options) => {
    signals.push(signal);
    return watch(prefix, from, signal, options);
  };
  return { store, open: () => signals.filter(({ aborted }) => !aborted).length };
}

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
  const { store, open } = watched();
  const { options, above, close } = optionsFor(store, () => Promise.reject(new Error('the port is taken')));
  await expect(createController(options)).rejects.toThrow('the port is taken');
  expect(open()).toBe(0);
  const asked = above.request(hostJoinToken.method, { lifetimeSeconds: 60 }, { deadlineMs: 5000 });
  await expect(asked).rejects.toMatchObject({ failure: { code: expect.not.stringContaining('deadline') as string } });
  await close();
});

test('it tells what its reconcilers did last, by the table, and ends them with itself', async () => {
  const { store, open } = watched();
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
  expect(open()).toBe(0);
  await close();
});
