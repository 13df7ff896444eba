import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { differences, merged } from './merge.ts';

test('what is not named stays, null takes away, objects within follow the same rule, lists are replaced', () => {
  const before = { a: 1, b: { c: 2, d: [1, 2] }, e: 'x' };
  expect(merged(before, { b: { c: null, d: [3] }, e: null, f: { g: null, h: 1 } })).toEqual({
    a: 1,
    b: { d: [3] },
    f: { h: 1 },
  });
  expect(merged(before, {})).toEqual(before);
  expect(merged(before, undefined)).toEqual(before);
  expect(merged(before, { a: undefined })).toEqual(before);
  expect(merged({ a: 'text' }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
});

test('names of JavaScript are names like others', () => {
  const patch = JSON.parse('{"__proto__": "x", "toString": "y"}') as Record<string, string>;
  const after = merged({ constructor: 'z' }, patch);
  expect(Object.entries(after)).toEqual([
    ['constructor', 'z'],
    ['__proto__', 'x'],
    ['toString', 'y'],
  ]);
});

test('asked twice is asked once', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.dictionary(fc.string(), fc.jsonValue()),
      (before, patch) => {
        const once = merged(before, patch);
        expect(merged(once, patch)).toEqual(once);
      },
    ),
  );
});

test('what differs between two objects makes the one out of the other, where nothing in them is null', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.integer()));
  const { values } = fc.letrec<{ value: unknown; values: Record<string, unknown> }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, leaf, tie('values')),
    values: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('value'), { maxKeys: 4 }),
  }));
  fc.assert(
    fc.property(values, values, (before, after) => {
      const patch = differences(before, after);
      expect(JSON.stringify(sorted(merged(before, patch)))).toBe(JSON.stringify(sorted(after)));
      expect(differences(before, before)).toEqual({});
    }),
  );
});

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, sorted(inner)])
    : value;
