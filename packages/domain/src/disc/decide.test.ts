import { expect, test } from 'vitest';
import { decideDisc, type DiscSeen, drivesFound, isDiscReady } from './decide.ts';

const table: string[] = [];
const all: DiscSeen[] = [
  { wish: 'left' },
  ...[true, false].map((here): DiscSeen => ({ wish: 'ready', here })),
  ...drivesFound.flatMap((drive) => [true, false].map((here): DiscSeen => ({ wish: 'inserted', here, drive }))),
];

test('what is done of each disc that can be found is as reviewed', async () => {
  for (const seen of all) {
    const { wish, ...found } = seen;
    table.push(`${wish.padEnd(9)} ${JSON.stringify(found).padEnd(38)} ${decideDisc(seen) ?? 'nothing'}`);
  }
  await expect(`${table.join('\n')}\n`).toMatchFileSnapshot('../../testing/discs.golden.txt');
});

/** As the host would be after the step. */
function after(seen: DiscSeen): DiscSeen {
  const step = decideDisc(seen);
  if (step === undefined || seen.wish === 'left') return seen;
  if (step === 'fetch-image') return { ...seen, here: true };
  return seen.wish === 'inserted' ? { ...seen, drive: 'as-wanted' } : seen;
}

test('C1: after two steps that succeed it is as wished', () => {
  for (const seen of all) expect(decideDisc(after(after(seen))), JSON.stringify(seen)).toBeUndefined();
});

test('C2: a disc is put in only when it is here, and nothing is fetched for a guest without a drive', () => {
  for (const seen of all) {
    if (decideDisc(seen) === 'change-disc') expect(seen).toMatchObject({ here: true, drive: 'other' });
    if (seen.wish === 'inserted' && seen.drive === 'no-drive') expect(decideDisc(seen)).toBeUndefined();
  }
});

test('C3: a guest starts only with its disc at hand', () => {
  expect(all.filter(isDiscReady)).toEqual([{ wish: 'ready', here: true }]);
});
