import { identityOfSlot, slotBeforeSlots } from '@skerry/driver-contract';
import { expect, test } from 'vitest';
import { planFrom } from './earlier-plan.ts';

const attach = { type: 'bridge', bridge: 'sk-n1', hostInterface: 'sk-7-0' } as const;
const source = { type: 'file', format: 'qcow2', path: '/d/7.qcow2' } as const;
const rest = { instanceId: 7, name: 'web', cpus: 1, memoryMiB: 64, directory: '/g/7' };

test('the plan of a guest that an earlier build started is read as what it means', () => {
  const written = {
    ...rest,
    disks: [{ diskId: 7, path: source.path }],
    nics: [{ bridge: 'sk-n1', hostInterface: 'sk-7-0', mac: '02:00:00:00:00:07' }],
  };
  expect(planFrom(JSON.stringify(written))).toEqual({
    ...rest,
    identity: identityOfSlot(slotBeforeSlots(7)),
    disks: [{ diskId: 7, source }],
    nics: [{ attach, mac: '02:00:00:00:00:07' }],
  });
});

test("today's plan is read as it is", () => {
  const plan = {
    ...rest,
    identity: identityOfSlot(3),
    disks: [{ diskId: 7, source }],
    nics: [{ attach, mac: '02:00:00:00:00:07' }],
  };
  expect(planFrom(JSON.stringify(plan))).toEqual(plan);
});
