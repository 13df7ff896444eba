/** One pretended host: guests, disks, ports. It is what a kill leaves behind, so nothing in it belongs to a life. */
import type { HostDrivers } from '@skerry/agent';
import { createFakeCompute, createFakeGuests, type FakeGuests } from '@skerry/driver-compute-fake';
import { createFakeNetwork, createFakeNetworks, type FakeNetworks } from '@skerry/driver-network-fake';
import { createFakeStorage, type FakeStorage } from '@skerry/driver-storage-fake';
import { defaultNetworkDriver, defaultStorageDriver, type InstanceKind } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import type { Life } from './life.ts';
import { steppedDriver } from './stepped-driver.ts';

interface SavedWorld {
  readonly guests: readonly FakeGuests['all'][];
  readonly images: FakeStorage['images'];
  readonly disks: FakeStorage['disks'];
  readonly networks: FakeNetworks['networks'];
  readonly ports: FakeNetworks['ports'];
}

export class HostWorld {
  readonly vms = countedGuests();
  /** By kind, as a host has a driver for each. */
  readonly guests: Readonly<Record<InstanceKind, CountedGuests>> = {
    vm: this.vms,
    container: countedGuests(),
    microvm: countedGuests(),
  };
  readonly storage = createFakeStorage();
  readonly networks = createFakeNetworks();
  /** Whether the host can read the files of its controller: one of two is on another machine. */
  readonly sharesFiles: boolean;
  private readonly saved = new Map<string, SavedWorld>();

  constructor(sharesFiles: boolean) {
    this.sharesFiles = sharesFiles;
  }

  /** Guests started since the world was made or restored. */
  get starts(): number {
    return Object.values(this.guests).reduce((sum, { starts }) => sum + starts, 0);
  }

  resetStarts(): void {
    for (const counted of Object.values(this.guests)) counted.starts = 0;
  }

  drivers(life: Life): HostDrivers {
    const compute = (kind: InstanceKind) => {
      const { guests } = this.guests[kind];
      return steppedDriver(createFakeCompute({ kind, guests }), kind, 'driver-timeout', ['onChange', 'close'], life);
    };
    const storage = this.sharesFiles ? this.storage : { ...this.storage, adoptImage: elsewhere };
    const network = steppedDriver(
      createFakeNetwork({ networks: this.networks }),
      'network',
      'network-failed',
      ['attachmentOf', 'onDisturbed'],
      life,
    );
    return {
      compute: { vm: compute('vm'), container: compute('container'), microvm: compute('microvm') },
      storage: { [defaultStorageDriver]: steppedDriver(storage, 'storage', 'storage-failed', [], life) },
      network: { [defaultNetworkDriver]: network },
    };
  }

  save(name: string): void {
    this.saved.set(name, {
      guests: Object.values(this.guests).map(({ guests }) => copyOf(guests.all)),
      images: new Map(this.storage.images),
      disks: new Map(this.storage.disks),
      networks: new Map(this.networks.networks),
      ports: new Map(this.networks.ports),
    });
  }

  restore(name: string): void {
    const saved = this.saved.get(name);
    if (saved === undefined) throw new Error(`no saved world ${name}`);
    for (const [i, counted] of Object.values(this.guests).entries()) {
      const { guests } = counted;
      for (const guest of guests.all.values()) clearTimeout(guest.shutdown);
      refill(guests.all, copyOf(saved.guests[i] ?? new Map()));
      guests.shutdownMs = 20;
      counted.starts = 0;
    }
    refill(this.storage.images, saved.images);
    refill(this.storage.disks, saved.disks);
    refill(this.networks.networks, saved.networks);
    refill(this.networks.ports, saved.ports);
  }
}

const copyOf = (guests: FakeGuests['all']): FakeGuests['all'] =>
  new Map([...guests].map(([id, guest]) => [id, { ...guest }]));

function refill<Key, Value>(map: Map<Key, Value>, from: ReadonlyMap<Key, Value>): void {
  map.clear();
  for (const [key, value] of from) map.set(key, value);
}

interface CountedGuests {
  readonly guests: FakeGuests;
  starts: number;
}

function countedGuests(): CountedGuests {
  const guests = createFakeGuests();
  const counted: CountedGuests = { guests, starts: 0 };
  const nextPid = guests.nextPid.bind(guests);
  guests.nextPid = () => {
    counted.starts += 1;
    return nextPid();
  };
  return counted;
}

const elsewhere = async (): Promise<void> => {
  throw new SkerryError({ code: 'image-corrupt', kind: 'failed', message: 'There is no such file on this machine.' });
};
