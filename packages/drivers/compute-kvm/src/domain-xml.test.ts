import { type GuestPlan, identityOfSlot } from '@skerry/driver-contract';
import { expect, test } from 'vitest';
import { directoryOf } from './domain-metadata.ts';
import { domainXml } from './domain-xml.ts';

const plan: GuestPlan = {
  instanceId: 42,
  identity: identityOfSlot(42),
  name: 'web & "mail" <1>',
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

const qemu = { uid: plan.identity.uid, gid: plan.identity.gid };

test('the definition for a host with KVM is as reviewed', async () => {
  const text = domainXml(plan, { namePrefix: 'sk', accelerator: 'kvm', qemu });
  await expect(text).toMatchFileSnapshot('golden/domain-kvm.xml');
});

test('the definition for a host without KVM is as reviewed', async () => {
  const text = domainXml({ ...plan, disks: plan.disks.slice(0, 1) }, { namePrefix: 'sk', accelerator: 'tcg', qemu });
  await expect(text).toMatchFileSnapshot('golden/domain-tcg.xml');
});

test('the guest directory is found again in a definition, whatever characters it has', () => {
  const directory = '/srv/a & b/<"42">';
  const text = domainXml({ ...plan, directory }, { namePrefix: 'sk', accelerator: 'tcg', qemu });
  expect(directoryOf(text)).toBe(directory);
  expect(directoryOf('<domain><name>foreign</name></domain>')).toBeUndefined();
});

test('a control character anywhere in the plan is refused, not written', () => {
  const odd: Partial<GuestPlan>[] = [
    { name: 'web\u0007' },
    { directory: '/srv/a\nb' },
    { disks: [{ diskId: 7, path: '/srv/\u0085' }] },
    { nics: [{ bridge: 'skbr1', hostInterface: 'skt42-0', mac: '02:00:0a:3c:00:05\n' }] },
  ];
  for (const change of odd) {
    const write = () => domainXml({ ...plan, ...change }, { namePrefix: 'sk', accelerator: 'tcg', qemu });
    expect(write, JSON.stringify(change)).toThrow(/control character/);
  }
});
