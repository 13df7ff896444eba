import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MultiIndex } from './multi-index.ts';

const steps = fc.array(
  fc.record({
    how: fc.constantFrom('add', 'remove'),
    space: fc.constantFrom('a', 'b'),
    key: fc.nat(2),
    id: fc.nat(3),
  }),
);

test('knows after any additions and removals what a plain list of them knows', () => {
  fc.assert(
    fc.property(steps, (asked) => {
      const index = new MultiIndex<'a' | 'b', number>();
      const plain = new Set<string>();
      for (const { how, space, key, id } of asked as {
        how: 'add' | 'remove';
        space: 'a' | 'b';
        key: number;
        id: number;
      }[]) {
        index[how](space, key, id);
        plain[how === 'add' ? 'add' : 'delete'](`${space}/${key}/${id}`);
      }
      for (const space of ['a', 'b'] as const) {
        for (const key of [0, 1, 2]) {
          const ids = [0, 1, 2, 3].filter((id) => plain.has(`${space}/${key}/${id}`));
          expect([...index.get(space, key)].sort((a, b) => a - b)).toEqual(ids);
        }
      }
    }),
  );
});
