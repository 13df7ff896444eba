import { createFakeCompute } from '@skerry/driver-compute-fake';
import { createFakeNetwork } from '@skerry/driver-network-fake';
import { createFakeStorage } from '@skerry/driver-storage-fake';
import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { boundedDrivers } from '@skerry/agent/drivers/bounded-drivers';

const deadlines = { look: 30, turn: 30, make: 30, silence: 60 };
const late = { failure: { code: 'driver-timeout' } };

function drivers() {
  const vm = createFakeCompute({ kind: 'vm' });
  const storage = createFakeStorage();
  const network = createFakeNetwork();
  return {
    vm,
    storage,
    network,
    bounded: boundedDrivers({ compute: { vm }, storage: { s: storage }, network: { n: network } }, deadlines),
  };
}

test('a driver that hangs is given up at its deadline, and can be asked again', async () => {
  const { vm, storage, network, bounded } = drivers();
  vm.faults.hang('inspect');
  storage.faults.hang('ensureDisk');
  network.faults.hang('listPorts');
  await expect(bounded.compute.vm?.inspect(1)).rejects.toMatchObject(late);
  await expect(
    bounded.storage['s']?.ensureDisk({ diskId: 1, imageDigest: 'sha256:0', sizeMiB: 1 }),
  ).rejects.toMatchObject(late);
  await expect(bounded.network['n']?.listPorts()).rejects.toMatchObject(late);
  network.faults.hang('problems');
  await expect(bounded.network['n']?.survey?.problems()).rejects.toMatchObject(late);
  vm.faults.hang('sampleAll');
  await expect(bounded.compute.vm?.bulkSamples?.sampleAll()).rejects.toMatchObject(late);
  vm.faults.heal();
  expect(await bounded.compute.vm?.inspect(1)).toBeUndefined();
});

test('an image may take as long as it likes while bytes come, and is given up when none do', async () => {
  const { storage, bounded } = drivers();
  const digest = `sha256:${createHash('sha256').update('x'.repeat(8)).digest('hex')}`;
  const slow = new PassThrough();
  const received = bounded.storage['s']?.receiveImage(digest, slow, () => {});
  for (let i = 0; i < 8; i++) {
    slow.write('x');
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  slow.end();
  await received;
  expect(storage.images.has(digest)).toBe(true);
  const silent = new PassThrough();
  silent.on('error', () => {});
  await expect(bounded.storage['s']?.receiveImage('sha256:1', silent, () => {})).rejects.toMatchObject(late);
  expect(silent.destroyed).toBe(true);
});
