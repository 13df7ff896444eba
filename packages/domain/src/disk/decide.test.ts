import { campaign } from '@skerry/kit/testing/campaign';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideDisk, diskFiles, type DiskSeen, type DiskStep, type DiskWish, diskWishes, isUsable } from './decide.ts';

interface DiskOnHost {
  readonly imagePresent: boolean;
  readonly file: (typeof diskFiles)[number];
}

function seen({ imagePresent, file }: DiskOnHost, wish: DiskWish): DiskSeen {
  if (wish === 'usable') return { wish, imagePresent, file };
  return wish === 'absent' ? { wish, file } : { wish };
}

function done(disk: DiskOnHost, step: DiskStep): DiskOnHost {
  switch (step) {
    case 'fetch-image':
      return { ...disk, imagePresent: true };
    case 'create-disk':
      if (!disk.imagePresent) throw new Error('a disk is made from an image that is there (D1)');
      return { ...disk, file: 'whole' };
    case 'remove-disk':
      return { ...disk, file: 'none' };
  }
}

it('what a disk does, for every wish and whatever is found', async () => {
  const lines = diskWishes.flatMap((wish) =>
    [true, false].flatMap((imagePresent) =>
      diskFiles.map((file) => {
        const step = decideDisk(seen({ imagePresent, file }, wish)) ?? 'nothing';
        return `wished ${wish} | image ${imagePresent ? 'present' : 'missing'} | file ${file} | ${step}`;
      }),
    ),
  );
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../../testing/disks.golden.txt');
});

it('whatever was wished and whatever happened to it: at most two steps, and it is as wished last (D1, D2)', () => {
  const { seed, rounds } = campaign(500, 5);
  const event = fc.oneof(
    fc.record({ wish: fc.constantFrom(...diskWishes) }),
    fc.record({ imagePresent: fc.boolean() }),
    fc.record({ file: fc.constantFrom(...diskFiles) }),
  );
  const walk = fc.property(fc.array(event, { minLength: 1 }), (events) => {
    let disk: DiskOnHost = { imagePresent: false, file: 'none' };
    let wish: DiskWish = 'left';
    for (const next of events) {
      if ('wish' in next) wish = next.wish;
      else disk = { ...disk, ...next };
      let steps = 0;
      for (let step = decideDisk(seen(disk, wish)); step; step = decideDisk(seen(disk, wish))) {
        disk = done(disk, step);
        expect(done(disk, step)).toEqual(disk);
        steps++;
      }
      expect(steps).toBeLessThanOrEqual(2);
      expect(isUsable(seen(disk, wish))).toBe(wish === 'usable');
      if (wish === 'usable') expect(disk).toEqual({ imagePresent: true, file: 'whole' });
      if (wish === 'absent') expect(disk.file).toBe('none');
    }
  });
  fc.assert(walk, { seed, numRuns: rounds });
});

it('a disk that is left is never touched (D3)', () => {
  for (const file of diskFiles) expect(decideDisk(seen({ imagePresent: false, file }, 'left'))).toBeUndefined();
});
