/**
 * What a guest wishes of its parts: three total tables, one for each kind of part, over what is wanted of the instance and
 * what its guest does. A part decides alone how it becomes so; the guest asks only whether its disks are usable and its
 * ports connected.
 */
import type { DiscWish } from '../disc/decide.ts';
import type { DiskWish } from '../disk/decide.ts';
import type { PortWish } from '../port/decide.ts';
import type { GuestState, InstanceIntent } from './instance.ts';

type ByPowerAndGuest<Wish> = Readonly<Record<InstanceIntent['power'], Readonly<Record<GuestState, Wish>>>>;

const whileOn = { running: 'connected', paused: 'connected', stopping: 'left', crashed: 'left' } as const;
const wanted = { none: 'connected', prepared: 'connected', ...whileOn } as const;
const alone = { running: 'left', paused: 'left', stopping: 'left', crashed: 'left' } as const;

/** A running guest keeps its ports, which follow at once; one that is off keeps those it had. */
export const portWishTable: ByPowerAndGuest<PortWish> = {
  running: wanted,
  paused: wanted,
  stopped: { none: 'followed', prepared: 'followed', ...alone },
  absent: { none: 'absent', prepared: 'left', ...alone },
};

const beforeStart = { none: 'usable', prepared: 'usable', ...alone } as const;

/** Whoever runs on a disk keeps it as it is. */
export const diskWishTable: ByPowerAndGuest<DiskWish> = {
  running: beforeStart,
  paused: beforeStart,
  stopped: beforeStart,
  absent: { none: 'absent', prepared: 'left', ...alone },
};

const beforeDisc = { none: 'ready', prepared: 'ready' } as const;
const changing = { running: 'inserted', paused: 'inserted', stopping: 'left', crashed: 'left' } as const;

/** The disc of a guest that runs, and shall, is changed at once. */
export const discWishTable: ByPowerAndGuest<DiscWish> = {
  running: { ...beforeDisc, ...changing },
  paused: { ...beforeDisc, ...changing },
  stopped: { ...beforeDisc, ...alone },
  absent: { none: 'left', prepared: 'left', ...alone },
};

export interface PartWishes {
  readonly disc: DiscWish;
  readonly disks: DiskWish;
  readonly ports: PortWish;
}

/** `portsGone`: they go before the disks, so that nothing is on a network any more when what it was made of goes. */
export function wishesOf(power: InstanceIntent['power'], guest: GuestState, portsGone: boolean): PartWishes {
  const disks = diskWishTable[power][guest];
  const disc = discWishTable[power][guest];
  return { disc, ports: portWishTable[power][guest], disks: disks === 'absent' && !portsGone ? 'left' : disks };
}
