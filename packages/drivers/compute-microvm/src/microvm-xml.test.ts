import { type GuestPlan, identityOfSlot } from '@skerry/driver-contract';
import { expect, test } from 'vitest';
import { microvmXml } from './microvm-xml.ts';

const plan: GuestPlan = {
  instanceId: 42,
  identity: identityOfSlot(42),
  name: 'web & "mail" <1>',
  cpus: 2,
  memoryMiB: 128,
  disks: [{ diskId: 7, source: { type: 'file', format: 'qcow2', path: '/var/lib/skerry/disks/7.qcow2' } }],
  nics: [{ attach: { type: 'bridge', bridge: 'skbr1', hostInterface: 'skt42-0' }, mac: '02:00:0a:3c:00:05' }],
  contextDirectory: '/var/lib/skerry/guests/42/context',
  directory: '/var/lib/skerry/guests/42',
  haltSignal: 'SIGUSR2',
  rebootSignal: 'SIGTERM',
};
const text = microvmXml(plan, {
  namePrefix: 'sk-micro',
  accelerator: 'tcg',
  qemu: { uid: plan.identity.uid, gid: plan.identity.gid },
  kernel: { kernel: '/srv/kernel/vmlinux', initramfs: '/srv/kernel/initramfs', words: ['tsc_early_khz=2445426'] },
});

test('the definition is as reviewed', async () => {
  await expect(text).toMatchFileSnapshot('golden/microvm.xml');
});

test('every virtio device says that it is not on PCI, and nothing is there that needs it', () => {
  expect(text.match(/<address type="virtio-mmio"\/>/g)).toHaveLength(5);
  expect(text).not.toMatch(/<(graphics|video|boot|rom|tpm)\b/);
  expect(text).toContain('machine="microvm"');
});
