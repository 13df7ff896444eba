import { imagesWanted } from '@skerry/contract';
import type { StorageDriver } from '@skerry/driver-contract';
import { fakeClock, silentLog, SkerryError } from '@skerry/kit';
import { createLoopbackPair } from '@skerry/link';
import { expect, onTestFinished, test } from 'vitest';
import { ImageFetcher } from './fetch.ts';
import { ImageSweep } from './sweep.ts';

const graceMs = 600_000;
const [intended, known, built, dropped] = ['a', 'b', 'c', 'd'].map((hex) => `sha256:${hex.repeat(64)}`) as [
  string,
  string,
  string,
  string,
];

/** A host with four images: an intent names one, the cluster's catalogue one, a disk builds on one, nobody wants one. */
async function scene() {
  const here = new Set([intended, known, built, dropped]);
  const storage = {
    hasImage: async (digest: string) => here.has(digest),
    listImages: async () => [...here],
    async removeImage(digest: string) {
      if (digest === built)
        throw new SkerryError({ code: 'disk-in-use', kind: 'refused', message: 'A disk needs it.' });
      here.delete(digest);
    },
  } as unknown as StorageDriver;
  const asked: unknown[] = [];
  const pair = createLoopbackPair({
    parent: {
      requests: {
        [imagesWanted.method](body) {
          asked.push(body);
          return { digests: [known] };
        },
      },
    },
  });
  onTestFinished(() => pair.close());
  await pair.connected();
  const clock = fakeClock();
  const images = new ImageFetcher(storage, pair.child);
  const parts = { storage, images, upward: pair.child, intended: () => new Set([intended]), clock, log: silentLog };
  const sweep = new ImageSweep(parts, graceMs);
  return { here, pair, asked, clock, sweep };
}

test('only what nobody has wanted at any look for the whole time goes', async () => {
  const { here, asked, clock, sweep } = await scene();
  await sweep.run();
  expect(asked).toEqual([{ digests: [known, built, dropped] }]);
  clock.advance(graceMs - 1);
  await sweep.run();
  expect(here.size).toBe(4);
  clock.advance(1);
  await sweep.run();
  expect([...here]).toEqual([intended, known, built]);
});

test('while the cluster cannot be asked nothing goes, and the time begins anew afterwards', async () => {
  const { here, pair, clock, sweep } = await scene();
  await sweep.run();
  pair.cut();
  await pair.child.waitFor('cut', { deadlineMs: 5000 });
  clock.advance(graceMs);
  await sweep.run();
  expect(here.size).toBe(4);
  pair.heal();
  await pair.connected();
  await sweep.run();
  expect(here.size).toBe(4);
  clock.advance(graceMs);
  await sweep.run();
  expect(here.has(dropped)).toBe(false);
});
