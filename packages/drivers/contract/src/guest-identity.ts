/**
 * Who a guest is to the kernel of its host: ids that no other guest of the host has. A slot is handed out by the agent,
 * once at a time; all else follows from it, so that drivers, agent and leak audit reckon alike and none keeps a table.
 * Nobody may take these ids from anything but a slot: two guests with the same ids reach each other's files.
 */
export interface IdRange {
  /** Host id of the container's id 0. */
  readonly first: number;
  readonly count: number;
}

export interface GuestIdentity {
  readonly slot: number;
  /** User and group on the host of what serves the guest from outside: QEMU of a VM, the disk daemon of a container. */
  readonly uid: number;
  readonly gid: number;
  /** Host ids of the users inside of a container. */
  readonly idRange: IdRange;
}

/**
 * 0x70000000 to 0x7effffff: below the sign bit, above the ranges that useradd and systemd-nspawn hand out
 * (https://systemd.io/UIDS-GIDS/).
 */
export const idPool: IdRange = { first: 0x70000000, count: 0x0f000000 };
/** As many as a Linux user space knows: 16 bits. */
const idsPerGuest = 65_536;
/** 3,840: as many ranges as the pool holds, more guests than a host runs. */
export const guestSlots = idPool.count / idsPerGuest;
/** Behind the containers' pool, so that no user of any container is the helper of any guest. */
export const helperPool: IdRange = { first: idPool.first + idPool.count, count: guestSlots };

/** @throws RangeError for what is not the number of a slot: that is a bug, and must never become somebody's id. */
export function identityOfSlot(slot: number): GuestIdentity {
  if (!Number.isInteger(slot) || slot < 0 || slot >= guestSlots) throw new RangeError(`no slot of a host: ${slot}`);
  const helper = helperPool.first + slot;
  return {
    slot,
    uid: helper,
    gid: helper,
    idRange: { first: idPool.first + slot * idsPerGuest, count: idsPerGuest },
  };
}

/**
 * The slot whose id range an instance had while ranges went by its number, before slots were handed out. For guests that
 * such a build started and that still run.
 */
export const slotBeforeSlots = (instanceId: number): number => instanceId % guestSlots;
