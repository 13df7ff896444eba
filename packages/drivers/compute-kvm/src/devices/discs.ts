/** The drive of a guest that runs: read from libvirt, and changed through it. */
import { writeFileAtomic } from '@skerry/host-os';
import type { Discs } from '@skerry/driver-contract';
import { guestFiles } from '../guest-files.ts';
import type { GuestRegister } from '../guest-register.ts';
import { guestNotRunning } from '../refusals.ts';
import type { Virsh } from '../virsh.ts';
import { renderXml, xml } from '../xml.ts';
import { driveElement, driveOf } from './drive.ts';

export function kvmDiscs({
  virsh,
  register,
  nameOf,
}: {
  readonly virsh: Virsh;
  readonly register: Pick<GuestRegister, 'inspect' | 'directoryOf'>;
  readonly nameOf: (instanceId: number) => string;
}): Discs {
  const driveIn = async (instanceId: number) => {
    const state = (await register.inspect(instanceId))?.state;
    const isOn = state === 'running' || state === 'paused';
    return isOn ? driveOf(await virsh.call('dumpxml', nameOf(instanceId))) : undefined;
  };
  return {
    async inDrive(instanceId) {
      const drive = await driveIn(instanceId);
      return drive && (drive.source === undefined ? {} : { source: drive.source });
    },
    async change(instanceId, disc) {
      const [drive, directory] = await Promise.all([driveIn(instanceId), register.directoryOf(instanceId)]);
      if (drive === undefined || directory === undefined) throw guestNotRunning(instanceId);
      const files = guestFiles(directory);
      await writeFileAtomic(files.drive, renderXml(driveElement(xml('target', { ...drive.target }), disc)), {
        mode: 0o600,
      });
      // By force: a guest that has mounted its disc has locked the drive.
      await virsh.call('update-device', nameOf(instanceId), files.drive, '--live', '--force');
    },
  };
}
