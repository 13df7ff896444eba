import { SkerryError } from '@skerry/kit';
import { expect, test } from 'vitest';
import { rateLimitEnd, sourceError } from './errors.ts';
import { afterFailure, errorOfStatus, Passing, usualPatience, waitOf } from './passing.ts';

const now = new Date('2026-06-01T12:00:00Z');
const of = (status: number, headers = {}) => errorOfStatus('https://one.example/x', status, headers, now);

test('what may be over in a moment is tried again, as often as patience has it', () => {
  for (const status of [408, 500, 502, 503, 504]) expect(of(status)).toBeInstanceOf(Passing);
  const passing = of(503, { 'retry-after': '3' });
  expect(afterFailure(passing, 1, usualPatience)).toEqual({ waitMs: 3_000 });
  const last = afterFailure(passing, usualPatience.tries, usualPatience);
  expect(last).toEqual({ error: expect.any(SkerryError) });
});

test('a wait that is too long for us is told instead', () => {
  const limited = of(429, { 'retry-after': '3600' });
  const end = afterFailure(limited, 1, usualPatience);
  const error = 'error' in end ? end.error : undefined;
  expect(rateLimitEnd(error)).toEqual(new Date('2026-06-01T13:00:00Z'));
  expect((error as SkerryError).message).toBe(
    'https://one.example/x takes no more requests from here until 2026-06-01T13:00:00.000Z.',
  );
});

test('a limit without a time ends with its window, or is asked again after a minute', () => {
  const windowed = of(429, { 'ratelimit-limit': '100;w=21600' });
  expect(windowed instanceof Passing && rateLimitEnd(windowed.error)).toEqual(new Date('2026-06-01T18:00:00Z'));
  const silent = of(429);
  expect(silent instanceof Passing && silent.waitMs).toBe(60_000);
});

test.each([
  [401, 'source-refused'],
  [403, 'source-refused'],
  [404, 'source-not-found'],
  [410, 'source-not-found'],
  [418, 'source-not-understood'],
  [204, 'source-not-understood'],
])('HTTP %i is final: %s', (status, code) => {
  const error = of(status);
  expect(error instanceof SkerryError && error.failure.code).toBe(code);
});

test('Retry-After is seconds or a date, and nonsense is nothing', () => {
  expect(waitOf('120', now)).toBe(120_000);
  expect(waitOf('Mon, 01 Jun 2026 12:00:30 GMT', now)).toBe(30_000);
  expect(waitOf('Mon, 01 Jun 2020 12:00:30 GMT', now)).toBe(0);
  expect(waitOf('999999999', now)).toBe(7 * 24 * 3_600_000);
  expect(waitOf('soon', now)).toBeUndefined();
  expect(waitOf('-5', now)).toBeTypeOf('number');
  expect(waitOf(undefined, now)).toBeUndefined();
});

test('what is not passing ends it at once', () => {
  const error = sourceError('source-not-found', 'No.');
  expect(afterFailure(error, 1, usualPatience)).toEqual({ error });
});
