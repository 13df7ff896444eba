import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { idsLease } from '@skerry/contract';
import type { Command, CommandResult, Disk, HostStatus, Instance, InstanceHistory, Lease } from '@skerry/domain';
import { applyCommand, machineAbilities } from '@skerry/domain';
import { acceptFeeds, produceFeed, storeConsumer } from '@skerry/feed';
import { silentLog } from '@skerry/kit';
import { createChild, joinParent, type Session } from '@skerry/link';
import { createMemoryStore, type Json, type Store, type Write } from '@skerry/store';

export interface FakeCluster {
  readonly id: number;
  readonly store: Store;
  readonly session: Session;
  /** What the cluster was told so far, by key. */
  catalogue(): Promise<Map<string, unknown>>;
  put(
    kind: 'instance' | 'disk' | 'lease' | 'host-status' | 'history',
    id: number,
    value: Instance | Disk | Lease | HostStatus | InstanceHistory,
  ): Promise<void>;
  remove(kind: string, id: number): Promise<void>;
  /** Numbers 0 to `count` for what the cluster makes by itself; ask before anything else is made. */
  lease(count: number, kinds?: readonly ('instance' | 'disk' | 'lease')[]): Promise<void>;
  get(id: number): Promise<Instance | undefined>;
  /** While it does not obey, commands lie where they are. */
  obey: boolean;
  /** Applies the commands that lie there, in order. */
  work(): Promise<void>;
  /** Ends the connection and does not dial again. */
  cut(): Promise<void>;
  /** Dials again; `url` when the front-end moved meanwhile. */
  heal(url?: string): void;
  close(): Promise<void>;
}

/** What becomes of a new instance at once, and what is written with it. */
type Settle = (instance: Instance) => { readonly instance: Instance; readonly writes: readonly Write[] };

/** A cluster that obeys at once and has no hosts but those that a test gives it; over the real link. */
export async function joinFakeCluster(
  id: number,
  token: string,
  settle: Settle = (instance) => ({ instance, writes: [] }),
): Promise<FakeCluster> {
  const dir = await mkdtemp(join(tmpdir(), 'skerry-fake-cluster-'));
  await joinParent(token, { dir, role: 'cluster' });
  const store = createMemoryStore();
  const stop = new AbortController();
  let feeding = new AbortController();
  let session: Session;
  const stateKey = (kind: string, of: number) => `/state/${kind}/${of}`;
  const get = async (of: number) => (await store.get(stateKey('instance', of)))?.value as Instance | undefined;
  const putState = async (kind: string, of: number, value: unknown) => {
    await store.commit({ writes: [{ op: 'put', key: stateKey(kind, of), value: value as Json }] });
  };

  const apply = async (command: Command) => {
    if ((await store.get(stateKey('command-result', command.id))) !== undefined) return;
    const { order } = command;
    const now = new Date().toISOString();
    let next: Instance | undefined;
    let more: readonly Write[] = [];
    let result: CommandResult = { commandId: command.id, outcome: 'applied' };
    if (order.type === 'create-instance') {
      ({ instance: next, writes: more } = settle(order.instance));
    } else if (order.type === 'cancelled') {
      const failure = { code: 'command-cancelled', kind: 'refused', message: 'It was taken back.' } as const;
      result = { commandId: command.id, outcome: 'refused', failure };
    } else if (order.type === 'instance') {
      const instance = await get(order.instanceId);
      const applied = instance === undefined ? undefined : applyCommand(instance, order.command, now);
      if (applied?.ok) next = applied.value;
      else {
        const missing = { code: 'not-found', kind: 'refused', message: 'It is gone.' } as const;
        result = {
          commandId: command.id,
          outcome: 'refused',
          failure: applied?.ok === false ? applied.error : missing,
        };
      }
    }
    await store.commit({
      writes: [
        { op: 'put', key: stateKey('command-result', command.id), value: result as unknown as Json },
        ...(next === undefined
          ? []
          : [{ op: 'put', key: stateKey('instance', next.id), value: next as unknown as Json } as const]),
        ...more,
      ],
    });
  };

  const cluster: FakeCluster = {
    id,
    store,
    obey: true,
    get session() {
      return session;
    },
    async catalogue() {
      const { entries } = await store.list('/catalogue/');
      return new Map(entries.map((e) => [e.key.slice('/catalogue/'.length), e.value]));
    },
    put: putState,
    async remove(kind, of) {
      await store.commit({ writes: [{ op: 'delete', key: stateKey(kind, of) }] });
    },
    async lease(count, kinds = ['instance', 'disk', 'lease']) {
      await session.waitFor('connected', { deadlineMs: 8000 });
      for (const kind of kinds) {
        const { first } = idsLease.reply.parse(await session.request(idsLease.method, { kind, count }));
        if (first !== 0) throw new Error(`Numbers for a ${kind} were given before.`);
      }
    },
    get,
    async work() {
      const { entries } = await store.list('/commands/');
      for (const { value } of entries) await apply(value as unknown as Command);
    },
    async cut() {
      feeding.abort();
      await session.close();
    },
    heal: (url) => dial(url),
    async close() {
      stop.abort();
      feeding.abort();
      await session.close();
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };

  const dial = (url?: string) => {
    feeding = new AbortController();
    session = createChild({ dir, ...(url === undefined ? {} : { urls: [url] }) });
    acceptFeeds(session, {
      catalogue: storeConsumer({ store, cursorKey: '/cursor/catalogue', targetPrefix: '/catalogue/' }),
      commands: storeConsumer({ store, cursorKey: '/cursor/commands', targetPrefix: '/commands/' }),
    });
    void produceFeed({
      session,
      store,
      feed: 'cluster-state',
      prefix: '/state/',
      signal: feeding.signal,
      log: silentLog,
    });
  };
  dial();
  const obeying = (async () => {
    for await (const batch of store.watch('/commands/', 0, stop.signal)) {
      for (const change of batch.changes) {
        if (cluster.obey && change.type === 'put') await apply(change.entry.value as unknown as Command);
      }
    }
  })();
  obeying.catch(() => {});
  return cluster;
}

/** What an agent on a good machine reports. */
export const goodHost = (hostId: number, clusterId: number, connected = true): HostStatus => ({
  hostId,
  clusterId,
  connected,
  report: {
    hostname: `host-${hostId}`,
    agentVersion: '0.1.0',
    architecture: 'x86_64',
    cpus: 8,
    memoryMiB: 16_384,
    diskMiB: 100_000,
    diskFreeMiB: 90_000,
    runtimes: [
      {
        kind: 'vm',
        name: 'kvm',
        available: true,
        reason: 'It works.',
        machine: { abilities: machineAbilities, cpuModels: ['EPYC'] },
      },
    ],
    problems: [],
  },
});
