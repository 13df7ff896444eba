import { fakeClock } from '@skerry/kit';
import { sourceError } from '@skerry/outbound';
import { expect, test } from 'vitest';
import { KeptIndex } from './kept-index.ts';
import { MarketplaceIndex } from './marketplace-index.ts';

const named = (...names: string[]) =>
  MarketplaceIndex.of(
    names.map((name) => ({ reference: name, name, architectures: [], kinds: [] })),
    '2026-06-01T00:00:00.000Z',
  );

function made(kept?: MarketplaceIndex) {
  const clock = fakeClock();
  let readings = 0;
  let next: () => Promise<MarketplaceIndex> = () => Promise.resolve(named('new'));
  const index = new KeptIndex({
    read: () => {
      readings += 1;
      return next();
    },
    kept,
    freshMs: 1_000,
    againMs: 100,
    waitMs: 30,
    clock,
  });
  return { clock, index, readings: () => readings, answer: (with_: typeof next) => void (next = with_) };
}

const gone = () => Promise.reject(sourceError('source-unreachable', 'It is gone.'));
const namesOf = async (index: KeptIndex) => (await index.search({})).entries.map(({ name }) => name);

test('it is read when it is wanted, once for all who want it, and again when it is old', async () => {
  const { clock, index, readings } = made();
  await Promise.all([index.search({}), index.search({ text: 'n' })]);
  expect(readings()).toBe(1);
  clock.advance(999);
  await index.search({});
  expect(readings()).toBe(1);
  clock.advance(1);
  await index.search({});
  expect(readings()).toBe(2);
});

test('what was kept is searched while the marketplace is gone, with its age and the reason', async () => {
  const { clock, index, readings, answer } = made(named('kept'));
  answer(gone);
  const page = await index.search({});
  expect(page.entries.map(({ name }) => name)).toEqual(['kept']);
  expect(page).toMatchObject({ asOf: '2026-06-01T00:00:00.000Z', stale: { code: 'source-unreachable' } });
  await index.search({});
  expect(readings()).toBe(1);
  clock.advance(100);
  answer(() => Promise.resolve(named('back')));
  expect((await index.search({})).stale).toBeUndefined();
  expect(await namesOf(index)).toEqual(['back']);
});

test('with nothing kept, the reason is what one gets', async () => {
  const { index, answer } = made();
  answer(gone);
  await expect(index.search({})).rejects.toThrow('It is gone.');
});

test('with something kept nobody waits for a network that says nothing; what comes late is there for the next', async () => {
  const { index, answer, readings } = made(named('kept'));
  const { promise, resolve } = Promise.withResolvers<MarketplaceIndex>();
  answer(() => promise);
  const page = await index.search({});
  expect(page.entries.map(({ name }) => name)).toEqual(['kept']);
  expect(page.stale?.message).toMatch('has not answered yet');
  resolve(named('late'));
  await promise;
  expect(await namesOf(index)).toEqual(['late']);
  expect(readings()).toBe(1);
});

test('who does not want to wait goes, and the reading goes on for others', async () => {
  const { index, answer, readings } = made();
  const { promise, resolve } = Promise.withResolvers<MarketplaceIndex>();
  answer(() => promise);
  const stop = new AbortController();
  const impatient = index.search({}, stop.signal);
  const patient = index.search({});
  stop.abort(new Error('enough'));
  await expect(impatient).rejects.toThrow('enough');
  resolve(named('late'));
  expect((await patient).entries).toHaveLength(1);
  expect(readings()).toBe(1);
});

test('each new reading is told, so that it can be kept; an old one that was given is not', async () => {
  const told: string[][] = [];
  const keep = (index: MarketplaceIndex) => void told.push(index.entries.map(({ name }) => name));
  const read = () => Promise.resolve(named('new'));
  const index = new KeptIndex({ read, keep, kept: named('old') });
  await index.search({});
  expect(told).toEqual([['new']]);
  await index.search({});
  await index.read();
  expect(told).toEqual([['new'], ['new']]);
});
