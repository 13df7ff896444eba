import { expect, test } from 'vitest';
import { inDays } from './in-days.ts';

test('the lifetime of a token is given in days, and errors stand at the days', () => {
  expect(inDays.safeParse({ name: 'ci', days: 2 })).toMatchObject({ data: { name: 'ci', lifetimeSeconds: 172_800 } });
  const result = inDays.safeParse({ name: 'ci', days: 4000 });
  expect(result.success ? [] : result.error.issues.map(({ path }) => path)).toEqual([['days']]);
});
