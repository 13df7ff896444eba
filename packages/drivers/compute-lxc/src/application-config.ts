/**
 * How an application differs from a system container: its first program is ours and comes with its context, where no file
 * of the image can be in its place; nothing in it asks for addresses, so LXC sets them; what systemd would mount is mounted.
 */
import type { GuestPlan } from '@skerry/driver-contract';

/** In the container, on its memory file system of devices: the image's own root is left as it is. */
const contextTarget = 'dev/.skerry';
export const initName = 'init';
export const startName = 'start';

type Line = [string, string | number];

export const applicationStart = `/${contextTarget}/${initName} /${contextTarget}/${startName}`;

/** `context`: where it is mounted on the host, as fstab(5) writes it. */
export function applicationMounts(context: string, { memoryMiB }: Pick<GuestPlan, 'memoryMiB'>): Line[] {
  // Shared memory counts as the container's own; half of it leaves the program room.
  const shared = `mode=1777,size=${Math.ceil(memoryMiB / 2)}m`;
  return [
    `${context} ${contextTarget} none bind,ro,nosuid,nodev,create=dir 0 0`,
    `tmpfs dev/shm tmpfs nosuid,nodev,noexec,create=dir,${shared} 0 0`,
    'mqueue dev/mqueue mqueue nosuid,nodev,noexec,create=dir,optional 0 0',
  ].map((entry): Line => ['lxc.mount.entry', entry]);
}

/** Its addresses, and the way out through the first of them. */
export const applicationNetwork = ({ nics }: Pick<GuestPlan, 'nics'>): Line[] =>
  nics.flatMap(({ network }, index): Line[] => {
    if (network === undefined) return [];
    const { address, prefixLength, gateway } = network;
    const own: Line = [`lxc.net.${index}.ipv4.address`, `${address}/${prefixLength}`];
    return index === 0 ? [own, [`lxc.net.${index}.ipv4.gateway`, gateway]] : [own];
  });
