import { auditRecord, feedRecords, type RecordKind, readBy, unchangedBy } from '@skerry/contract';
import * as fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { valuesOf } from '@skerry/api/testing/schema-values';

/** A word that is not on the list of signals becomes another one; those that are must be there, too. */
const withSignals = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'haltSignal' in value
    ? { ...value, haltSignal: 'SIGPWR', rebootSignal: 'SIGINT' }
    : value;

const schemas: [string, z.ZodType][] = [
  ...Object.entries(feedRecords).flatMap(([feed, kinds]: [string, Readonly<Record<string, RecordKind>>]) =>
    Object.entries(kinds).map(([noun, { schema }]): [string, z.ZodType] => [`${feed}/${noun}`, schema]),
  ),
  ['audit', auditRecord],
];

/** Somewhere inside, something else: what a broken or hostile child sends. */
const foreign = fc.oneof(
  fc.constantFrom(null, -1, 1.5, 2 ** 53, '', 'x\ny', 'bell\u0007', '\u202e', [], {}, JSON.parse('{"__proto__":1}')),
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ maxLength: 70 }),
);
const mutated = (value: unknown) =>
  fc
    .tuple(foreign, fc.array(fc.nat(), { maxLength: 4 }), fc.boolean(), fc.string({ maxLength: 12 }))
    .map(([other, path, adds, name]) => {
      const copy = structuredClone(value) as Record<string, unknown>;
      let at = copy;
      for (const step of path) {
        const key = Object.keys(at)[step % Math.max(1, Object.keys(at).length)];
        if (key === undefined) break;
        if (typeof at[key] === 'object' && at[key] !== null) at = at[key] as Record<string, unknown>;
        else {
          // A list has no names: one of them is its length.
          if (adds && !Array.isArray(at)) at[name] = other;
          else at[key] = other;
          return copy;
        }
      }
      if (!Array.isArray(at)) at[name] = other;
      return copy;
    });

test.each(schemas)('%s: what is said to be unchanged is what the schema gives back', (_, schema) => {
  const told = unchangedBy(schema);
  let unchanged = 0;
  fc.assert(
    fc.property(
      valuesOf(schema).chain((value) =>
        fc.tuple(fc.constant(value), fc.constant(withSignals(value)), mutated(withSignals(value))),
      ),
      (both) => {
        for (const value of both.map((one) => JSON.parse(JSON.stringify(one)) as unknown)) {
          const parsed = schema.safeParse(value);
          const said = told(value);
          expect(said).toBe(parsed.success && isDeepStrictEqual(parsed.data, value));
          if (said) unchanged++;
          expect(readBy(schema, value).ok).toBe(parsed.success);
        }
      },
    ),
    { numRuns: 150 },
  );
  // Else nothing was gained, and nothing was tried.
  expect(unchanged).toBeGreaterThan(20);
});

test.each<[string, z.ZodType, unknown]>([
  ['a default that is missing', z.object({ a: z.string().default('x') }), {}],
  ['a field that is not named', z.object({ a: z.string() }), { a: '', b: 1 }],
  [
    'what an earlier of several takes',
    z.union([z.object({ a: z.string() }), z.object({ a: z.string(), b: z.number() })]),
    { a: '', b: 1 },
  ],
  ['a field that must be there', z.object({ a: z.unknown() }), {}],
  ['a name of a prototype', z.record(z.string(), z.unknown()), JSON.parse('{"__proto__":1}')],
  ['what is trimmed', z.string().trim(), ' a'],
  ['what is made another', z.string().transform((text) => text.length), 'a'],
  [
    'what the first of several would take',
    z.union([z.object({ a: z.int() }), z.object({ a: z.int(), b: z.int() })]),
    { a: 1, b: 1 },
  ],
  ['an object with a prototype', z.object({ a: z.int() }), Object.assign(Object.create({ a: 1 }) as object, {})],
  ['what would be made of a text', z.coerce.number(), '1'],
])('%s is left to the schema', (_, schema, value) => {
  expect(unchangedBy(schema)(value)).toBe(false);
});
