import { expect, test } from 'vitest';
import { preferencesFrom } from './preferences.ts';

test('what is not known, or no choice any more, is as if nothing had been chosen', () => {
  const first = { zone: 'own', density: 'comfortable', startPage: '/' };
  for (const kept of [undefined, null, 'x', [], { zone: 'moon', density: 7 }])
    expect(preferencesFrom(kept)).toEqual(first);
  expect(preferencesFrom({ zone: 'utc', startPage: '/hosts', more: 1 })).toEqual({
    ...first,
    zone: 'utc',
    startPage: '/hosts',
  });
});
