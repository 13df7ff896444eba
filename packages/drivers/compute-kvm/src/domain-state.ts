import type { GuestReport } from '@skerry/driver-contract';

/**
 * libvirt's numbers (virDomainState and virDomainShutoffReason in libvirt-domain.h) as our states.
 *
 * A guest that powered itself off is `shutoff/shutdown`: prepared. QEMU killed is `shutoff/crashed`: libvirt saw the
 * monitor close without a SHUTDOWN event. A panic is `crashed`. libvirt keeps the reason in memory only: after a
 * restart of libvirtd or of the host every guest that is off is `shutoff/unknown`, which is prepared, so a host's
 * reboot does not count as a crash of its guests. A guest that died while libvirtd was down is found dead when libvirtd
 * comes back and is then `shutoff/crashed`.
 */
const shutoff = 5;
const states: Readonly<Record<number, GuestReport['state']>> = {
  0: 'running', // no state: QEMU runs, nothing more is known yet
  1: 'running',
  2: 'running', // blocked on a resource
  3: 'paused',
  4: 'running', // being shut down: QEMU still holds the disks
  6: 'crashed',
  7: 'paused', // asleep by itself; resuming wakes it
};
const crashReasons = new Set([
  3, // crashed
  8, // the daemon killed it because it lost hold of it
]);

export function guestStateOf(state: number, reason: number): GuestReport['state'] {
  if (state === shutoff) return crashReasons.has(reason) ? 'crashed' : 'prepared';
  return states[state] ?? 'running';
}

export const isOff = ({ state }: GuestReport): boolean => state === 'prepared' || state === 'crashed';
