import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Ended, exitWords, restOf } from './restart.ts';

const at = new Date(0).toISOString();
const ended = (given: Partial<Ended> = {}): Ended => ({ exit: { at, status: 0 }, forMs: 0, restarts: 0, ...given });
const failed = { exit: { at, status: 1 } };

describe('what comes after an end', () => {
  test.each([
    ['never', ended(), 'over'],
    ['never', ended(failed), 'over'],
    ['on-failure', ended(), 'over'],
    ['on-failure', ended(failed), 500],
    ['on-failure', ended({ exit: { at, signal: 9 } }), 500],
    // Nobody saw it: its host lost power.
    ['on-failure', ended({ exit: undefined }), 500],
    ['always', ended(), 500],
    ['always', ended({ ...failed, restarts: 3 }), 4000],
  ] as const)('%s: %j is followed by %s', (restart, end, rest) => {
    expect(restOf({ restart }, end)).toBe(rest);
  });

  test('a bound of restarts is kept, and is of failures alone', () => {
    const policy = { restart: 'on-failure', mostRestarts: 2 } as const;
    expect(restOf(policy, ended({ ...failed, restarts: 1 }))).toBe(1000);
    expect(restOf(policy, ended({ ...failed, restarts: 2 }))).toBe('over');
    expect(restOf({ restart: 'on-failure', mostRestarts: 0 }, ended(failed))).toBe('over');
    expect(restOf({ restart: 'always', mostRestarts: 0 }, ended({ restarts: 9 }))).not.toBe('over');
  });

  test('the rest grows with each restart to a minute, and is over when its time has passed', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(200_000), (restarts, forMs) => {
        const whole = restOf({ restart: 'always' }, ended({ restarts })) as number;
        expect(whole).toBeLessThanOrEqual(60_000);
        expect(whole).toBeGreaterThanOrEqual(
          restOf({ restart: 'always' }, ended({ restarts: restarts - 1 })) as number,
        );
        expect(restOf({ restart: 'always' }, ended({ restarts, forMs }))).toBe(Math.max(0, whole - forMs));
      }),
    );
  });
});

test('an end is told by what is known of it', () => {
  expect(exitWords({ at, status: 3 })).toBe('ended with status 3');
  expect(exitWords({ at, signal: 9 })).toBe('was ended by signal 9');
  expect(exitWords({ at })).toBe('ended, and nobody saw how');
});
