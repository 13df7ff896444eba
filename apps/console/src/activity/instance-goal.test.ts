import { expect, test } from 'vitest';
import type { Instance } from '../api/kinds.ts';
import { outcomeOf } from './instance-goal.ts';

const goal = { id: 1, name: 'web', generation: 3, gone: false };
const instance = (change: object) =>
  ({
    pendingCommands: 0,
    stateReason: 'It is being started.',
    wanted: { generation: 3, power: 'running', reboots: 0 },
    observed: { reached: 3 },
    ...change,
  }) as Instance;

test('a wish is done when the host has reached it and no command waits', () => {
  expect(outcomeOf(goal, instance({}))).toEqual({ state: 'done' });
  expect(outcomeOf(goal, instance({ pendingCommands: 1 }))).toMatchObject({ state: 'running' });
  expect(outcomeOf(goal, instance({ observed: { reached: 2, step: { fraction: 0.5 } } }))).toEqual({
    state: 'running',
    sentence: 'It is being started.',
    fraction: 0.5,
  });
});

test('a delete is done when it is gone; everything else has failed then', () => {
  expect(outcomeOf({ ...goal, gone: true }, null)).toEqual({ state: 'done' });
  expect(outcomeOf({ ...goal, gone: true }, instance({}))).toMatchObject({ state: 'running' });
  expect(outcomeOf(goal, null)).toMatchObject({ state: 'failed' });
});

test('a newer wish ends the older one without blame', () => {
  expect(outcomeOf(goal, instance({ wanted: { generation: 4 }, observed: { reached: 1 } }))).toEqual({ state: 'done' });
});
