import { fakeClock } from '@skerry/kit';
import { createMemoryStore, createMirror, type Json } from '@skerry/store';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type HousekeepingContext, housekeeping } from './housekeeping.ts';
import { keys } from './keys.ts';

const [known, dropped] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`];

/** Copies of two images, of which the catalogue has one. */
async function scene() {
  const store = createMemoryStore();
  const mirror = createMirror(store, '/');
  onTestFinished(() => mirror.close());
  const write = async (key: string, value: unknown) => {
    const { revision } = await store.commit({ writes: [{ op: 'put', key, value: value as Json }] });
    await mirror.waitFor(revision, 5000);
  };
  await write(`${keys.catalogue}image/3`, { id: 3, digest: known });
  const here = new Set([known, dropped]);
  const images: Pick<HousekeepingContext['images'], 'sweep' | 'check'> = {
    async sweep(isWanted, unwanted) {
      for (const digest of unwanted.held([...here].filter((each) => !isWanted(each)))) here.delete(digest);
    },
    check: vi.fn(async () => {}),
  };
  const tokens = { sweep: vi.fn(async () => {}) };
  const clock = fakeClock();
  const round = housekeeping({ mirror, images, tokens, clock } as unknown as HousekeepingContext);
  return { here, images, tokens, clock, round, write };
}

test('each round sweeps tokens and copies that nobody has wanted for ten minutes, and looks at those that stay', async () => {
  const { here, images, tokens, clock, round, write } = await scene();
  await write(keys.cursor('catalogue', 'front-end'), { origin: 'o', revision: 1 });
  expect(await round()).toBe(false);
  clock.advance(10 * 60_000 - 1);
  await round();
  expect([...here]).toEqual([known, dropped]);
  clock.advance(1);
  await round();
  expect([...here]).toEqual([known]);
  expect(tokens.sweep).toHaveBeenCalledTimes(3);
  expect(images.check).toHaveBeenCalledTimes(3);
});

test('while the catalogue has not come whole every copy may be wanted, however long that takes', async () => {
  const { here, clock, round } = await scene();
  for (let i = 0; i < 3; i++) {
    await round();
    clock.advance(60 * 60_000);
  }
  expect(here.size).toBe(2);
});
