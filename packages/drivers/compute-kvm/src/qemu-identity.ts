import type { GuestIdentity } from '@skerry/driver-contract';
import type { Accelerator } from './accelerator.ts';
import { stat } from 'node:fs/promises';

/** Whom libvirt starts QEMU as. It gives it no other groups. */
export interface QemuIdentity {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The guest's own user and group. With KVM the group is the device's, where that is what opens it (Debian: 0660,
 * root:kvm): QEMU opens /dev/kvm itself, and libvirt gives a user that stands in no list of users no further groups. That
 * group is shared by guests, so nothing of a guest may be open to a group.
 */
export async function qemuIdentity(
  { uid, gid }: GuestIdentity,
  accelerator: Accelerator['accelerator'],
  device = '/dev/kvm',
): Promise<QemuIdentity> {
  if (accelerator !== 'kvm') return { uid, gid };
  const found = await stat(device);
  const forAll = (found.mode & 0o006) === 0o006;
  const forGroup = (found.mode & 0o060) === 0o060;
  return { uid, gid: forGroup && !forAll ? found.gid : gid };
}
