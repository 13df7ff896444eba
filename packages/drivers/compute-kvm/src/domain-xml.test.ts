import { type GuestPlan, identityOfSlot } from '@skerry/driver-contract';
import { expect, test } from 'vitest';
import { directoryOf } from './domain-metadata.ts';
import { domainXml } from './domain-xml.ts';

const plan: GuestPlan = {
  instanceId: 42,
  identity: identityOfSlot(42),
  name: 'web & "mail" <1>\u0007',
  cpus: 2,
  memoryMiB: 512,
  disks: [
    { diskId: 7, path: '/var/lib/skerry/disks/7.qcow2' },
    { diskId: 8, path: "/var/lib/skerry/disks/8 'b' & c.qcow2" },
  ],
  nics: [{ bridge: 'skbr1', hostInterface: 'skt42-0', mac: '02:00:0a:3c:00:05' }],
  contextDirectory: '/var/lib/skerry/guests/42/context',
  directory: '/var/lib/skerry/guests/42',
  haltSignal: 'SIGUSR2',
  rebootSignal: 'SIGTERM',
};

test('the definition for a host with KVM is as reviewed', async () => {
  const text = domainXml(plan, { namePrefix: 'sk', accelerator: 'kvm' });
  await expect(text).toMatchFileSnapshot('golden/domain-kvm.xml');
});

test('the definition for a host without KVM is as reviewed', async () => {
  const text = domainXml({ ...plan, disks: plan.disks.slice(0, 1) }, { namePrefix: 'sk', accelerator: 'tcg' });
  await expect(text).toMatchFileSnapshot('golden/domain-tcg.xml');
});

test('the guest directory is found again in a definition, whatever characters it has', () => {
  const directory = '/srv/a & b/<"42">';
  const text = domainXml({ ...plan, directory }, { namePrefix: 'sk', accelerator: 'tcg' });
  expect(directoryOf(text)).toBe(directory);
  expect(directoryOf('<domain><name>foreign</name></domain>')).toBeUndefined();
});
