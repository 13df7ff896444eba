import type { HostIntent, InstanceObservation } from '@skerry/domain';
import type { ComputeDriver, GuestReport } from '@skerry/driver-contract';
import { expect, test } from 'vitest';
import { guestsToLookAt } from './guests-to-look-at.ts';

const listing = (...guests: readonly GuestReport[]) =>
  ({ kind: 'vm', list: async () => guests }) as unknown as ComputeDriver;
const intent = { kind: 'vm', generation: 3 } as HostIntent;
const settled: InstanceObservation = { reached: 3, guest: 'running', reboots: 0, crashes: 0 };

test('a guest that is as it was seen last and where it shall be is left alone', async () => {
  const remembered = [{ instanceId: 1, intent, observation: settled }];
  expect(await guestsToLookAt([listing({ instanceId: 1, state: 'running' })], remembered)).toEqual([]);
  expect(await guestsToLookAt([listing({ instanceId: 1, state: 'crashed' })], remembered)).toEqual([1]);
  expect(await guestsToLookAt([listing()], remembered)).toEqual([1]);
  const off = [{ instanceId: 1, intent, observation: { ...settled, guest: 'none' as const } }];
  expect(await guestsToLookAt([listing()], off)).toEqual([]);
});

test('a guest that is not where it shall be is looked at whatever the driver says', async () => {
  const step = { name: 'start-guest', since: '' } as const;
  const unsettled: readonly (InstanceObservation | undefined)[] = [
    { ...settled, reached: 2 },
    { ...settled, step },
    undefined,
  ];
  const remembered = unsettled.map((observation, instanceId) => ({ instanceId, intent, observation }));
  const forgotten = { instanceId: 9, intent: undefined, observation: settled };
  const all = [...remembered, forgotten].map(({ instanceId }) => ({ instanceId, state: 'running' as const }));
  expect(await guestsToLookAt([listing(...all)], [...remembered, forgotten])).toEqual([0, 1, 2, 9]);
});

test('a guest whose step failed is left alone until its next try, unless it is not as it was seen last', async () => {
  const failure = { step: 'connect-network', code: 'x', message: 'No.', attempts: 3, nextTryAt: '' } as const;
  const remembered = [{ instanceId: 1, intent, observation: { ...settled, reached: 2, failure } }];
  expect(await guestsToLookAt([listing({ instanceId: 1, state: 'running' })], remembered)).toEqual([]);
  expect(await guestsToLookAt([listing({ instanceId: 1, state: 'paused' })], remembered)).toEqual([1]);
});
