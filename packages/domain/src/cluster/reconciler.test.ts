import { expect, test } from 'vitest';
import type { ReconcilerStatus } from '@skerry/kit/reconciler-status';
import { reconcilerFact, reconcilerProblem } from './reconciler.ts';

const now = new Date('2026-01-01T00:01:00Z');
const last = { at: '2026-01-01T00:00:57Z', why: 'change', milliseconds: 12, outcome: 'changed' } as const;
const idle: ReconcilerStatus = { name: 'placement', wakesOn: 'a change', runs: 0, failing: 0 };

test('a reconciler says when it ran, why, how long, and what came of it', () => {
  expect(reconcilerFact(idle, now)).toBe('not yet run');
  expect(reconcilerFact({ ...idle, runs: 7, last }, now)).toBe(
    '3 s ago in 12 ms, because something changed: brought on; 7 runs',
  );
  expect(
    reconcilerFact({ ...idle, runs: 8, failing: 2, last: { ...last, outcome: 'failed', why: 'retry' } }, now),
  ).toBe('3 s ago in 12 ms, because it had failed before: failed; 8 runs, 2 failing');
});

test('what fails is a reason, with its sentence', () => {
  expect(reconcilerProblem(idle)).toBeUndefined();
  const failure = { code: 'store-full', message: 'The disk is full.' };
  expect(reconcilerProblem({ ...idle, failing: 1000, failure })).toBe(
    'The reconciler "placement" fails with 1000 things and tries again: The disk is full.',
  );
});
