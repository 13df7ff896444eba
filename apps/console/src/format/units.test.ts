import { expect, test } from 'vitest';
import { ago, span } from './time.ts';
import { bytes, mebibytes, percent } from './units.ts';

test('amounts keep their unit readable', () => {
  expect([0, 1, 1023, 1024, 1536, 1_048_576, 104_857_600].map(bytes)).toEqual([
    '0 B',
    '1 B',
    '1023 B',
    '1 KiB',
    '1.5 KiB',
    '1 MiB',
    '100 MiB',
  ]);
  expect(mebibytes(2048)).toBe('2 GiB');
  expect(mebibytes(1023.99)).toBe('1 GiB');
  expect(percent(0.734)).toBe('73 %');
});

test('times are told in the largest whole unit', () => {
  const now = Date.parse('2026-01-02T00:00:00Z');
  expect(ago('2026-01-01T23:59:58Z', now)).toBe('now');
  expect(ago('2026-01-01T23:58:00Z', now)).toBe('2 minutes ago');
  expect(ago('2025-12-31T00:00:00Z', now)).toBe('2 days ago');
  expect(ago('2026-01-02T01:00:00Z', now)).toBe('in 1 hour');
  expect([5, 65, 3_700, 90_000].map(span)).toEqual(['5 s', '1 min', '1 h 1 min', '1 d 1 h']);
});
