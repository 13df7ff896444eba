import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { hostname, maxNameLength, namePattern, nameProblem } from './name.ts';

it.each(['a', '7', 'web-1', 'Web_1.example', 'x'.repeat(63), 'a-', 'a..'])('"%s" is a name', (name) => {
  expect(nameProblem(name)).toBeUndefined();
});

it.each(['', '-a', '.a', '_a', 'a b', 'a/b', '../a', 'ä', 'a\n', 'x'.repeat(64)])(
  '%j is refused with a sentence',
  (name) => {
    expect(nameProblem(name)).toMatch(/^A name .*\.$/);
  },
);

it('every name makes a host name that DNS takes', () => {
  const names = fc.stringMatching(namePattern);
  fc.assert(
    fc.property(names, (name) => {
      fc.pre(nameProblem(name) === undefined);
      expect(hostname(name)).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
      expect(hostname(name).length).toBeLessThanOrEqual(maxNameLength);
    }),
  );
});
