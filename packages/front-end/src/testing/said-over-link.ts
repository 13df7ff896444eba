/** What a child that is an enemy's may say: every method and every feed, made from their schemas and then spoilt. */
import { type FeedName, feedRecords, linkMethods, type RecordKind } from '@skerry/contract';
import * as fc from 'fast-check';
import { poison, spoilt, valuesOf } from '@skerry/api/testing/schema-values';

export interface Said {
  readonly kind: 'request' | 'stream' | 'sample';
  readonly method: string;
  readonly body: unknown;
}

/** Numbers that are whole but out of bounds, or that are none: NaN travels as null. */
const numbers = fc.constantFrom<unknown>(-1, -0.5, 2 ** 53, 1e308, null, '7', [7], { valueOf: 7 });
const huge = fc.constantFrom<unknown>(
  'x'.repeat(300_000),
  Array.from({ length: 5000 }, (_, i) => i),
  nested(60),
);

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { inner: nested(depth - 1) };
}

const nearly = (value: unknown) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, { weight: 6, arbitrary: spoilt(value) }, numbers, huge);

const oddKeys = fc.constantFrom(
  '__proto__/1',
  'constructor',
  'instance/',
  'instance/-1',
  'instance/1e9',
  'host-status/999999999999999',
  '../instance/1',
  'report',
  'x'.repeat(500),
  'audit/0',
  '\u0000',
);

/** One change of a feed: a record of its schema or nearly, under a key that fits or does not. */
export function changesOf(feed: FeedName): fc.Arbitrary<{ key: string; value?: unknown }> {
  const kinds = Object.entries(feedRecords[feed] as Readonly<Record<string, RecordKind>>);
  return fc.oneof(
    ...kinds.map(([noun, { schema, key, numbered }]) =>
      fc.tuple(valuesOf(schema), fc.nat(12), oddKeys, fc.nat(9)).chain(([made, id, odd, chance]) => {
        const fitting = key === 'alone' ? noun : noun === '' ? String(id) : `${noun}/${id}`;
        const own = numbered === undefined ? made : { ...(made as object), [numbered]: id };
        const under = chance === 0 ? odd : fitting;
        if (chance === 1) return fc.constant({ key: under });
        return nearly(own).map((value) => ({ key: under, value }));
      }),
    ),
  );
}

/** Everything that a child may send over this hop, and what only its parent should. */
export function saidOver(hop: 'cluster' | 'host', feed: FeedName): fc.Arbitrary<Said> {
  const methods = linkMethods
    .filter((method) => (method.hops as readonly string[]).includes(hop) && !method.method.startsWith('feed.'))
    .map(({ kind, method, body }) =>
      fc.oneof(valuesOf(body).chain(nearly), poison).map((value): Said => ({ kind, method, body: value })),
    );
  const batch = fc
    .record({
      feed: fc.constantFrom<unknown>(feed, feed, feed, feed, 'catalogue', 'commands', '__proto__', 5),
      origin: fc.constantFrom<unknown>('enemy', 'other', '', 7),
      revision: fc.oneof(fc.nat(1000), numbers),
      snapshot: fc.constantFrom<unknown>('no', 'no', 'no', 'only', 'first', 'more', 'last', null),
      changes: fc.array(changesOf(feed), { maxLength: 8 }),
    })
    .chain((body) => fc.oneof({ weight: 8, arbitrary: fc.constant<unknown>(body) }, spoilt(body)));
  const batches = batch.map((body): Said => ({ kind: 'request', method: 'feed.batch', body }));
  return fc.oneof({ weight: methods.length, arbitrary: batches }, ...methods);
}
