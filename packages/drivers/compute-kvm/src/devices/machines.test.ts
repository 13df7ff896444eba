import { type Machine, type MachineAsked, machineOf } from '@skerry/domain';
import { type GuestPlan, identityOfSlot } from '@skerry/driver-contract';
import { expect, test } from 'vitest';
import { domainXml } from '../domain-xml.ts';
import { driveOf } from './drive.ts';
import { usableModels } from './offer.ts';

const attach = { type: 'bridge', bridge: 'skbr1', hostInterface: 'skt42-0' } as const;
const file = { type: 'file', format: 'qcow2' } as const;
const plan: GuestPlan = {
  instanceId: 42,
  identity: identityOfSlot(42),
  name: 'web',
  cpus: 4,
  memoryMiB: 512,
  disks: [
    { diskId: 7, source: { ...file, path: '/srv/disks/7.qcow2' } },
    { diskId: 8, source: { ...file, path: '/srv/disks/8.qcow2' } },
  ],
  nics: [{ attach, mac: '02:00:0a:3c:00:05' }],
  contextDirectory: '/srv/guests/42/context',
  directory: '/srv/guests/42',
  haltSignal: 'SIGUSR2',
  rebootSignal: 'SIGTERM',
};
const qemu = { uid: plan.identity.uid, gid: plan.identity.gid };
const written = (machine?: Machine, accelerator: 'kvm' | 'tcg' = 'kvm') =>
  domainXml(machine === undefined ? plan : { ...plan, machine }, { namePrefix: 'sk', accelerator, qemu });

test('the usual machine is as it was before there were others', () => {
  expect(written(machineOf())).toBe(written());
});

test.each<[string, MachineAsked]>([
  ['uefi', { firmware: 'uefi' }],
  ['secure-boot-tpm', { secureBoot: true, tpm: true, cdromDrive: true, bootOrder: ['cdrom', 'disk'] }],
  ['pc-scsi', { diskBus: 'scsi', tablet: true, cdromDrive: true, topology: { sockets: 2, cores: 2 } }],
  [
    'without-virtio',
    { diskBus: 'sata', nicModel: 'e1000e', cdromDrive: true, video: 'cirrus', bootOrder: ['network'] },
  ],
  ['model', { cpuModel: 'Haswell-noTSX', topology: { cores: 2, threads: 2 }, video: 'virtio' }],
])('the definition of the machine %s is as reviewed', async (name, asked) => {
  await expect(written(machineOf(asked))).toMatchFileSnapshot(`../golden/machine-${name}.xml`);
});

test('disks keep their places when a guest gets a drive', () => {
  for (const [diskBus, chipset] of [
    ['virtio', 'pc'],
    ['scsi', 'pc'],
    ['scsi', 'q35'],
    ['sata', 'pc'],
    ['sata', 'q35'],
  ] as const) {
    const targets = (cdromDrive: boolean) =>
      [...written(machineOf({ diskBus, chipset, cdromDrive })).matchAll(/<target dev="(\w+)" bus="(\w+)"\/>/g)].map(
        ([, dev]) => dev,
      );
    expect(targets(true)).toEqual(expect.arrayContaining(targets(false)));
    expect(new Set(targets(true)).size).toBe(targets(false).length + 1);
  }
});

test('models that libvirt calls usable are offered, those of the host are not taken for them', () => {
  const capabilities = `<domainCapabilities><cpu>
    <mode name='host-model' supported='yes'><model fallback='forbid'>EPYC</model></mode>
    <mode name='custom' supported='yes'>
      <model usable='yes'>qemu64</model>
      <model usable='no'>Icelake-Server</model>
      <model usable='yes' vendor='Intel'>Haswell</model>
    </mode></cpu></domainCapabilities>`;
  expect(usableModels(capabilities)).toEqual(['Haswell', 'qemu64']);
});

test('the drive of a definition is found, with its disc or without', () => {
  const machine = machineOf({ cdromDrive: true });
  const disc = { ...file, path: '/srv/images/a & b.qcow2' };
  const options = { namePrefix: 'sk', accelerator: 'kvm', qemu } as const;
  const target = { dev: 'hdc', bus: 'ide' };
  expect(driveOf(domainXml({ ...plan, machine, disc }, options))).toEqual({ target, source: disc });
  expect(driveOf(domainXml({ ...plan, machine }, options))).toEqual({ target });
  expect(driveOf(domainXml(plan, options))).toBeUndefined();
  // There the context is a CD-ROM itself.
  const sata = machineOf({ diskBus: 'sata', cdromDrive: true });
  expect(driveOf(domainXml({ ...plan, machine: sata }, options))).toEqual({ target: { dev: 'sdd', bus: 'sata' } });
  expect(driveOf(domainXml({ ...plan, machine: machineOf({ diskBus: 'sata' }) }, options))).toBeUndefined();
});
