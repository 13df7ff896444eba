import type { HostIntent } from '@skerry/domain';
import { expect, test } from 'vitest';
import { diskPart } from '../disks/disk-part.ts';
import { portsPart } from '../ports/ports-part.ts';

const nic = { networkId: 1, mac: '02:00:00:00:00:01', address: '10.0.0.2' };
const intentOf = (disk: object, port: object) =>
  ({
    instanceId: 7,
    disks: [{ diskId: 1, imageDigest: 'a', sizeMiB: 10, ...disk }],
    nics: [{ ...nic, ...port }],
  }) as unknown as HostIntent;
const slots = { of: async () => ({ uid: 1, gid: 1 }) };

function host() {
  const did: string[] = [];
  const storage = (name: string) => ({
    ensureDisk: async () => void did.push(name),
    removeDisk: async () => did.push(name),
  });
  const network = (name: string) => ({
    ensurePort: async () => void did.push(name),
    removePorts: async () => did.push(`${name} off`),
  });
  const drivers = {
    storage: { qcow2: storage('qcow2'), zfs: storage('zfs') },
    network: { 'nat-bridge': network('bridge'), vxlan: network('vxlan') },
  };
  const images = {
    of: (name = 'qcow2') => ({ hold: (_: unknown, work: () => unknown) => (did.push(`hold ${name}`), work()) }),
  };
  const context = { drivers, images, slots } as unknown as Parameters<typeof diskPart>[0];
  return { did, disk: diskPart(context, 1), ports: portsPart(drivers as never) };
}

test('a disk is made by the storage that it names, and one that names none by the default', async () => {
  const { did, disk } = host();
  await disk.perform(intentOf({}, {}), 'create-disk', () => {});
  await disk.perform(intentOf({ driver: 'zfs' }, {}), 'create-disk', () => {});
  expect(did).toEqual(['hold qcow2', 'qcow2', 'hold zfs', 'zfs']);
  const tape = disk.perform(intentOf({ driver: 'tape' }, {}), 'remove-disk', () => {});
  await expect(tape).rejects.toMatchObject({
    failure: { code: 'driver-missing', message: 'This host has no driver "tape" for disks.' },
  });
});

test('a port is made by the driver of its network, and all drivers take away what is left', async () => {
  const { did, ports } = host();
  await ports.perform(intentOf({}, {}), 'connect-network', () => {});
  await ports.perform(intentOf({}, { driver: 'vxlan' }), 'connect-network', () => {});
  await ports.perform(intentOf({}, {}), 'disconnect-network', () => {});
  expect(did).toEqual(['bridge', 'vxlan', 'bridge off', 'vxlan off']);
  const lost = ports.perform(intentOf({}, { driver: 'sna' }), 'connect-network', () => {});
  await expect(lost).rejects.toMatchObject({ failure: { code: 'driver-missing' } });
});
