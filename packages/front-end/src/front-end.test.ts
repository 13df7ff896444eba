import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '@skerry/store';
import { failingStore } from '@skerry/store/testing/failing-store';
import { expect, onTestFinished, test } from 'vitest';
import { createFrontEnd } from './front-end.ts';
import { eventually } from '@skerry/api/testing/eventually';

const openNow = () => process.getActiveResourcesInfo().filter((what) => /^Timeout$|^TCPServer/.test(what));

/** What is open now and was not before; what was may have ended by itself. */
function openSince(before: readonly string[]): string[] {
  const left = openNow();
  for (const what of before) {
    const at = left.indexOf(what);
    if (at !== -1) left.splice(at, 1);
  }
  return left;
}

/** From the first question to the store to the last of a start; each is as good as its neighbours. */
const steps = [1, 2, 3, 5, 8, 12, 17, 23, 30, 38];

test('wherever its start fails, a front-end leaves nothing open', { timeout: 60_000 }, async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-half-made-'));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  const listen = { host: '127.0.0.1', port: 0 };
  const admin = { password: 'correct horse' };
  let failed = 0;
  for (const step of steps) {
    const { store, watches } = failingStore(createMemoryStore(), step);
    const before = openNow();
    try {
      await (await createFrontEnd({ store, dataDirectory, listen, linkListen: listen, admin })).close();
    } catch (error) {
      failed++;
      expect(String(error)).toContain(`step ${step} fails`);
    }
    await eventually(() => expect([step, watches(), openSince(before)]).toEqual([step, 0, []]));
  }
  expect(failed).toBeGreaterThan(6);
});

test('a front-end whose port is taken leaves nothing open either', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-half-made-'));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  const listen = { host: '127.0.0.1', port: 0 };
  const given = { dataDirectory, linkListen: listen, admin: { password: 'correct horse' } };
  const first = await createFrontEnd({ ...given, store: createMemoryStore(), listen });
  onTestFinished(() => first.close());
  const before = openNow();
  const { store, watches } = failingStore(createMemoryStore());
  const port = Number(new URL(first.url).port);
  await expect(createFrontEnd({ ...given, store, listen: { ...listen, port } })).rejects.toMatchObject({
    failure: { code: 'address-in-use' },
  });
  await eventually(() => expect([watches(), openSince(before)]).toEqual([0, []]));
});
