import { expect, test } from 'vitest';
import { ago, moment, span } from './time.ts';

test('a moment is written with the zone it is told in', () => {
  const told = moment('2026-03-01T12:00:00.000Z');
  const zone = new Intl.DateTimeFormat('en', { timeZoneName: 'short' })
    .formatToParts(new Date('2026-03-01T12:00:00.000Z'))
    .find(({ type }) => type === 'timeZoneName')?.value;
  expect(told).toContain('2026');
  expect(told.endsWith(String(zone))).toBe(true);
});

test('how long ago is told in the largest unit that fits', () => {
  const now = Date.parse('2026-03-01T12:00:00.000Z');
  const before = (seconds: number) => ago(new Date(now - seconds * 1000).toISOString(), now);
  expect([3, 40, 200, 7_300, 90_000].map(before)).toEqual([
    'now',
    '40 seconds ago',
    '3 minutes ago',
    '2 hours ago',
    '1 day ago',
  ]);
  expect(span(3_900)).toBe('1 h 5 min');
});
