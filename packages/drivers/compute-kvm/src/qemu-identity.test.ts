import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOfSlot } from '@skerry/driver-contract';
import { expect, onTestFinished, test } from 'vitest';
import { openLibvirtDirectory } from './libvirt-directory.ts';
import { qemuIdentity } from './qemu-identity.ts';

test('without KVM, QEMU is the user and group of its guest alone', async () => {
  const identity = identityOfSlot(3);
  expect(await qemuIdentity(identity, 'tcg')).toEqual({ uid: identity.uid, gid: identity.gid });
});

test('with KVM, the group is the one that opens the device, where only a group may', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-kvm-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const device = join(directory, 'kvm');
  await writeFile(device, '');
  const identity = identityOfSlot(3);
  const { gid: groupOfDevice } = await stat(device);
  const groups: Readonly<Record<number, number>> = { 0o660: groupOfDevice, 0o666: identity.gid, 0o600: identity.gid };
  for (const [mode, gid] of Object.entries(groups)) {
    await chmod(device, Number(mode));
    expect(await qemuIdentity(identity, 'kvm', device), mode).toEqual({ uid: identity.uid, gid });
  }
});

test("users of guests pass through libvirt's directory, and see no more of it than before", async () => {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-libvirt-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await chmod(directory, 0o750);
  await openLibvirtDirectory(directory);
  expect((await stat(directory)).mode & 0o7777).toBe(0o751);
  await openLibvirtDirectory(join(directory, 'missing'));
});
