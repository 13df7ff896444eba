/**
 * A host that is not there: the real agent over fake drivers, linked to its controller as a real one is. The fakes
 * stand for the machine, so they outlive the agent, as guests do; the store stands for its disk.
 */
import { type Agent, createAgent } from '@skerry/agent';
import { defaultNetworkDriver, defaultStorageDriver } from '@skerry/domain';
import { createFakeCompute, createFakeGuests } from '@skerry/driver-compute-fake';
import { createFakeNetwork, createFakeNetworks } from '@skerry/driver-network-fake';
import { createFakeStorage } from '@skerry/driver-storage-fake';
import { type Log, systemClock } from '@skerry/kit';
import { version } from '@skerry/kit/version';
import { createChild, joinParent, type Session } from '@skerry/link';
import { createMemoryStore, type Store } from '@skerry/store';
import { join } from 'node:path';

/** What each pretends to have: room for the 128 smallest guests, and more. */
const offer = { cpus: 64, memoryMiB: 262_144, diskMiB: 4_194_304 };

/** Revisions that its store remembers: a thousand hosts in one process have no room for more. */
const historyRevisions = 32;

export class SimulatedHost {
  readonly hostId: number;
  readonly store: Store = createMemoryStore({ historyRevisions });
  readonly vms = createFakeGuests();
  readonly containers = createFakeGuests();
  readonly #networks = createFakeNetworks();
  readonly #storage = createFakeStorage({ trustAdoptedImages: true, capacityBytes: offer.diskMiB * 2 ** 20 });
  readonly #directory: string;
  readonly #log: Log;
  #running: { readonly agent: Agent; readonly upward: Session } | undefined;

  private constructor(hostId: number, directory: string, log: Log) {
    this.hostId = hostId;
    this.#directory = directory;
    this.#log = log;
  }

  static async join(joinToken: string, directory: string, log: Log): Promise<SimulatedHost> {
    const { id } = await joinParent(joinToken, { dir: join(directory, 'link'), role: 'host' });
    return new SimulatedHost(Number(id), directory, log.child({ hostId: Number(id) }));
  }

  /** The link of the agent that runs now. */
  get upward(): Session | undefined {
    return this.#running?.upward;
  }

  async start(): Promise<void> {
    const upward = createChild({ dir: join(this.#directory, 'link'), log: this.#log });
    const agent = await createAgent({
      hostId: this.hostId,
      store: this.store,
      dataDirectory: this.#directory,
      drivers: {
        compute: {
          vm: createFakeCompute({ kind: 'vm', guests: this.vms }),
          container: createFakeCompute({ kind: 'container', guests: this.containers }),
        },
        storage: { [defaultStorageDriver]: this.#storage },
        network: { [defaultNetworkDriver]: createFakeNetwork({ networks: this.#networks }) },
      },
      upward,
      hostCounters: async () => this.#counters(),
      offer,
      version,
      clock: systemClock,
      log: this.#log,
    });
    this.#running = { agent, upward };
  }

  /** The agent ends; the guests go on. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.agent.close();
    await running?.upward.close();
  }

  /** Everything that a removed instance must not leave on its host, by the number of the instance. */
  leftovers(): number[] {
    const ports = [...this.#networks.ports.values()].map((port) => port.instanceId);
    return [...new Set([...this.vms.all.keys(), ...this.containers.all.keys(), ...ports])];
  }

  get disks(): number {
    return this.#storage.disks.size;
  }

  /** A host that is busy with a tenth of each of its guests. */
  #counters() {
    const guests = this.vms.all.size + this.containers.all.size;
    const seconds = performance.now() / 1000;
    return {
      cpuSeconds: seconds * (0.5 + guests * 0.1),
      memoryBytes: (2 + guests) * 2 ** 28,
      diskReadBytes: Math.round(seconds * guests * 4096),
      diskWrittenBytes: Math.round(seconds * guests * 1024),
      networkReceivedBytes: Math.round(seconds * guests * 512),
      networkSentBytes: Math.round(seconds * guests * 512),
    };
  }
}
