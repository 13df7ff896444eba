import type { Duplex } from 'node:stream';
import type { Exit } from '@skerry/domain';
import type { DiskSource, GuestPlan, GuestReport } from '@skerry/driver-contract';

/** One pretended guest. */
export interface FakeGuest {
  readonly plan: GuestPlan;
  /** In its drive. */
  disc?: DiskSource | undefined;
  state: GuestReport['state'];
  pid: number;
  /** Monotonic milliseconds of the last start: the counters grow with it. */
  startedAtMs: number;
  console: string;
  /** Open consoles and displays: they end with the guest. */
  readonly viewers: Set<Duplex>;
  consoles: number;
  /** Of an application that is off. */
  exit?: Exit;
  /** Set while a shut-down runs, so that asking twice is harmless. */
  shutdown?: NodeJS.Timeout;
}

/**
 * The pretended system under the fake driver: it owns the guests, as the kernel does for a real one, so it outlives
 * any number of drivers opened over it. It is gone with the process.
 */
export interface FakeGuests {
  readonly all: Map<number, FakeGuest>;
  /** Milliseconds from the request until a guest is off; `Infinity`: it ignores the request. */
  shutdownMs: number;
  /** By what ends are told. */
  now(): Date;
  readonly listeners: Set<(instanceId: number) => void>;
  nextPid(): number;
  /** As SIGKILL from the kernel. */
  crash(instanceId: number): void;
  /** As the guest's own `poweroff`. */
  powerOff(instanceId: number): void;
  /** An application comes to its own end. */
  exit(instanceId: number, how: Pick<Exit, 'status' | 'signal'>): void;
  /** Tells all listeners. */
  changed(instanceId: number): void;
}

/** The guest's side of all that was open is gone. */
export function endViewers(guest: FakeGuest): void {
  for (const viewer of guest.viewers) viewer.push(null);
  guest.viewers.clear();
}

export function createFakeGuests(
  options: { readonly shutdownMs?: number; readonly now?: () => Date } = {},
): FakeGuests {
  let lastPid = 100_000;
  const end = (guests: FakeGuests, instanceId: number, state: 'crashed' | 'prepared', how: Partial<Exit> = {}) => {
    const guest = guests.all.get(instanceId);
    if (!guest || guest.state === 'prepared' || guest.state === 'crashed') return;
    clearTimeout(guest.shutdown);
    delete guest.shutdown;
    guest.state = state;
    if (guest.plan.application) guest.exit = { at: guests.now().toISOString(), ...how };
    endViewers(guest);
    guests.changed(instanceId);
  };
  return {
    all: new Map(),
    shutdownMs: options.shutdownMs ?? 20,
    now: options.now ?? (() => new Date()),
    listeners: new Set(),
    nextPid() {
      lastPid += 1;
      return lastPid;
    },
    crash(instanceId) {
      end(this, instanceId, 'crashed', { signal: 9 });
    },
    powerOff(instanceId) {
      end(this, instanceId, 'prepared', { status: 0 });
    },
    exit(instanceId, how) {
      end(this, instanceId, 'prepared', how);
    },
    changed(instanceId) {
      for (const listener of this.listeners) listener(instanceId);
    },
  };
}
