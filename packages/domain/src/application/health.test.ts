import { expect, test } from 'vitest';
import { healthAfter, type HealthSeen, notAsked, probeOf } from './health.ts';

const probe = { startSeconds: 10, retries: 3 };
const after = (before: HealthSeen, answers: readonly boolean[], runsForMs = 60_000) =>
  answers.reduce((seen, isWell) => healthAfter(seen, isWell, probe, runsForMs), before);

test('one good answer makes it healthy, and as many failures in a row as were named unhealthy', () => {
  expect(after(notAsked, [true])).toEqual({ health: 'healthy', failures: 0 });
  expect(after(notAsked, [true, false, false])).toEqual({ health: 'healthy', failures: 2 });
  expect(after(notAsked, [true, false, false, true, false, false]).health).toBe('healthy');
  expect(after(notAsked, [true, false, false, false]).health).toBe('unhealthy');
  expect(after(notAsked, [false, false, false, true]).health).toBe('healthy');
});

test('while it starts failures count for nothing, but after it was well once they do', () => {
  expect(after(notAsked, [false, false, false, false], 5000)).toEqual(notAsked);
  expect(after(notAsked, [true, false, false, false], 5000).health).toBe('unhealthy');
  expect(after(notAsked, [false, false, false], 10_000).health).toBe('unhealthy');
});

test('what an image says of it is taken as it is', () => {
  const when = { intervalSeconds: 1, timeoutSeconds: 2, startSeconds: 3, retries: 4 };
  expect(probeOf({ test: { shell: 'true' }, ...when })).toEqual({ shell: 'true', ...when });
  expect(probeOf({ test: { exec: ['/ok'] }, ...when })).toEqual({ exec: ['/ok'], ...when });
});
