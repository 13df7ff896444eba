import type { FeedBatch, Refusal } from '@skerry/contract';
import { err, ok } from '@skerry/kit';
import { createMemoryStore } from '@skerry/store';
import { expect, test } from 'vitest';
import { type Examination, examineAll, storeConsumer } from './index.ts';

const refusal: Refusal = { code: 'record-malformed', message: 'It is no text.' };

function scene(examination: Examination) {
  const store = createMemoryStore();
  const told: string[] = [];
  const consumer = storeConsumer({
    store,
    cursorKey: '/cursor',
    targetPrefix: '/copy/',
    also: () => (taken) => {
      if (taken) told.push(taken.key);
      return [];
    },
    ...examination,
  });
  const apply = (revision: number, snapshot: FeedBatch['snapshot'], changes: FeedBatch['changes']) =>
    consumer.apply({ feed: 'catalogue', origin: 'a', revision, snapshot, changes });
  const copy = async () => {
    const { entries } = await store.list('/copy/');
    return Object.fromEntries(entries.map((e) => [e.key.slice(6), e.value]));
  };
  return { apply, copy, told, cursor: () => consumer.cursor() };
}

const onlyText: Examination['accept'] = (change) =>
  change.value === undefined || typeof change.value === 'string' ? ok(change) : err(refusal);

test('what is refused is not written and named; the rest is, and the cursor goes on', async () => {
  const refused: [string, Refusal][] = [];
  const { apply, copy, told, cursor } = scene({
    accept: onlyText,
    onRefused: (change, why) => refused.push([change.key, why]),
  });
  await apply(1, 'no', [{ key: 'a', value: 'first' }]);
  await apply(2, 'no', [
    { key: 'a', value: 7 },
    { key: 'b', value: 'second' },
  ]);
  expect(await copy()).toEqual({ a: 'first', b: 'second' });
  expect(refused).toEqual([['a', refusal]]);
  expect(told).toEqual(['a', 'b']);
  expect(await cursor()).toEqual({ origin: 'a', revision: 2 });
});

test('in a whole copy a refused record is one that was told: what was known of it stays', async () => {
  const { apply, copy } = scene({ accept: onlyText });
  await apply(1, 'no', [
    { key: 'a', value: 'first' },
    { key: 'gone', value: 'x' },
  ]);
  await apply(9, 'only', [{ key: 'a', value: { no: 'text' } }]);
  expect(await copy()).toEqual({ a: 'first' });
});

test('the shape is asked first, and who may tell it of what the shape has left', async () => {
  const asked: unknown[] = [];
  const { apply, copy } = scene({
    accept: (change) => (change.value === undefined ? ok(change) : ok({ ...change, value: 'shaped' })),
    examine: examineAll(
      ({ value }) => {
        asked.push(value);
        return undefined;
      },
      async ({ key }) => (key === 'foreign' ? { code: 'not-its-own', message: 'It is not yours.' } : undefined),
    ),
  });
  await apply(1, 'no', [{ key: 'own', value: 1 }, { key: 'foreign', value: 2 }, { key: 'gone' }]);
  expect(await copy()).toEqual({ own: 'shaped' });
  expect(asked).toEqual(['shaped', 'shaped', undefined]);
});
