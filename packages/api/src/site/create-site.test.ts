import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SampleRings } from '@skerry/domain';
import { createMemoryStore, createMirror } from '@skerry/store';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createSite, type SiteOptions } from './create-site.ts';

/** A controller that counts who listens to it, and what is needed for a site over it. */
async function scene() {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-site-'));
  const store = createMemoryStore();
  const mirror = createMirror(store, '/');
  await mirror.ready;
  onTestFinished(async () => {
    await mirror.close();
    await rm(dataDirectory, { recursive: true, force: true });
  });
  let listeners = 0;
  const controller = {
    clusterId: 0,
    store,
    mirror,
    samples: new SampleRings(() => true),
    unreadableRecords: 0,
    nextId: async () => 1,
    ask: vi.fn(),
    openStream: vi.fn(),
    onConsoleEnding() {
      listeners++;
      return () => void listeners--;
    },
  } satisfies Record<keyof SiteOptions['controller'], unknown>;
  const open = (more: Partial<SiteOptions>) =>
    createSite({ controller, listen: { host: '127.0.0.1', port: 0 }, dataDirectory, ...more });
  return { open, dataDirectory, listeners: () => listeners };
}

const timers = () => process.getActiveResourcesInfo().filter((what) => what === 'Timeout').length;

test('the console of a site that cannot be made leaves nothing open, whatever stands against it', async () => {
  const { open, dataDirectory, listeners } = await scene();
  const before = timers();
  await expect(open({ behindProxy: ['somewhere'] })).rejects.toMatchObject({ failure: { code: 'address-refused' } });
  const taken = await open({});
  const { hostname: host, port } = new URL(taken.url);
  const inUse = open({ listen: { host, port: Number(port) } });
  await expect(inUse).rejects.toMatchObject({ failure: { code: 'address-in-use' } });
  await taken.close();
  await writeFile(join(dataDirectory, 'file'), '');
  await expect(open({ dataDirectory: join(dataDirectory, 'file') })).rejects.toMatchObject({ code: 'ENOTDIR' });
  expect(listeners()).toBe(0);
  await vi.waitFor(() => expect(timers()).toBeLessThanOrEqual(before));
});
