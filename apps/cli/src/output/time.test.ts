import { expect, test } from 'vitest';
import { clockOf, formatTime, formatWhen } from './time.ts';

const now = new Date('2026-01-03T04:05:06Z');

test.each([
  ['Europe/Oslo', '2026-07-03T04:05:06.789Z', '2026-07-03 06:05:06 +02:00'],
  ['Europe/Oslo', '2026-01-03T04:05:06Z', '2026-01-03 05:05:06 +01:00'],
  ['UTC', '2026-01-03T04:05:06Z', '2026-01-03 04:05:06 UTC'],
  ['America/St_Johns', '2026-01-03T00:05:06Z', '2026-01-02 20:35:06 -03:30'],
  ['Pacific/Kiritimati', '2026-01-03T10:00:00Z', '2026-01-04 00:00:00 +14:00'],
])('in %s, %s is %s', (zone, iso, text) => {
  expect(formatTime(iso, clockOf({ TZ: zone }, now))).toBe(text);
});

test('how long ago, or when to come, stands beside it', () => {
  const clock = clockOf({ TZ: 'UTC' }, now);
  expect(formatWhen('2026-01-03T04:04:00Z', clock)).toBe('2026-01-03 04:04:00 UTC (1m 6s ago)');
  expect(formatWhen('2026-01-03T05:05:06Z', clock)).toBe('2026-01-03 05:05:06 UTC (in 1h)');
});

test('a zone that is not known here is the zone of the machine, and what is no time stays as it is', () => {
  const here = formatTime('2026-01-03T04:05:06Z', { zone: undefined });
  expect(formatTime('2026-01-03T04:05:06Z', clockOf({ TZ: ':/etc/nowhere' }, now))).toBe(here);
  expect(formatTime('never', clockOf({ TZ: 'UTC' }, now))).toBe('never');
});
