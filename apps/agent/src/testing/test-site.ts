/**
 * One whole Edge Cluster with fakes below and a stand-in for the front-end above: the real controller, the real agent,
 * the real links between them. For tests of what happens between the levels.
 */
import { createAgent, type Agent, type AgentOptions } from '@skerry/agent';
import { createController, type Controller } from '@skerry/cluster';
import { acceptRecord, guestConsoleEnding, hostRegister, idsLease, imageLocate, samplesPush } from '@skerry/contract';
import type {
  Command,
  CommandResult,
  Image,
  Instance,
  InstanceCommand,
  InstanceHistory,
  Network,
  ObjectMeta,
} from '@skerry/domain';
import { defaultNetworkDriver, defaultStorageDriver, privatePermissions, publicPermissions } from '@skerry/domain';
import { createFakeCompute, createFakeGuests } from '@skerry/driver-compute-fake';
import { createFakeNetwork } from '@skerry/driver-network-fake';
import { createFakeStorage } from '@skerry/driver-storage-fake';
import { acceptFeeds, produceFeed, storeConsumer } from '@skerry/feed';
import { type Clock, type Log, silentLog, systemClock } from '@skerry/kit';
import { createChild, createLoopbackPair, joinParent, openAuthority, type Session } from '@skerry/link';
import { createMemoryStore, type Json, type Store } from '@skerry/store';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { vi } from 'vitest';

const meta = (id: number, name: string): ObjectMeta => ({
  id,
  name,
  ownerId: 0,
  groupId: 0,
  permissions: publicPermissions,
  labels: {},
  attributes: {},
  createdAt: '2026-01-01T00:00:00.000Z',
  changedAt: '2026-01-01T00:00:00.000Z',
});

const content = 'not really a disk';
const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** `hostClock`: the host's own idea of the time, which may be wrong. */
export interface TestSiteOptions extends Pick<AgentOptions, 'imageGraceMs'> {
  readonly hostClock?: Clock;
  readonly agentLog?: Log;
}

export async function startTestSite({
  hostClock = systemClock,
  agentLog = silentLog,
  ...ofAgent
}: TestSiteOptions = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-site-'));
  await writeFile(join(directory, 'image'), content);
  const above: Store = createMemoryStore();
  const clusterStore: Store = createMemoryStore();
  const hostStore: Store = createMemoryStore();
  const vms = createFakeGuests();
  const containers = createFakeGuests();
  const storage = createFakeStorage();
  const fakeNetwork = createFakeNetwork();
  const openDrivers = () => ({
    compute: [
      createFakeCompute({ kind: 'vm', guests: vms }),
      createFakeCompute({ kind: 'container', guests: containers }),
    ] as const,
    storage,
    network: fakeNetwork,
  });
  let drivers = openDrivers();
  const put = (key: string, value: object) => above.commit({ writes: [{ op: 'put', key, value: value as Json }] });
  const image: Image = {
    ...meta(0, 'tiny'),
    datastoreId: 0,
    digest,
    sizeMiB: 16,
    fileBytes: content.length,
    format: 'qcow2',
    os: 'linux',
    architecture: process.arch === 'arm64' ? 'aarch64' : 'x86_64',
    kinds: ['vm', 'container'],
    haltSignal: 'SIGUSR2',
    rebootSignal: 'SIGTERM',
    minMemoryMiB: 32,
  };
  const network: Network = {
    ...meta(0, 'default'),
    clusterId: 0,
    driver: 'nat-bridge',
    cidr: '10.9.0.0/28',
    gateway: '10.9.0.1',
    nameservers: ['10.9.0.1'],
    ranges: [{ first: '10.9.0.2', last: '10.9.0.5' }],
    nat: true,
  };
  await put('/catalogue/image/0', image);
  await put('/catalogue/network/0', network);
  await put('/catalogue/cluster/0', meta(0, 'home'));
  await put('/catalogue/user/0', { ...meta(0, 'admin'), groupIds: [0], enabled: true });

  let pair = createLoopbackPair();
  let nextHost = 0;
  let nextIds = 100;
  let commandId = 0;
  let stopAbove = new AbortController();
  const measured = new Set<string>();
  const endings: string[] = [];
  const bareHosts: Session[] = [];
  const beFrontEnd = (session: Session) => {
    stopAbove = new AbortController();
    const { signal } = stopAbove;
    acceptFeeds(session, {
      'cluster-state': storeConsumer({
        store: above,
        cursorKey: '/feed/cluster-state/0',
        targetPrefix: '/mirror/0/',
        accept: (change) => acceptRecord('cluster-state', change),
        also: () => (taken) => {
          if (taken?.value === undefined || !taken.key.startsWith('command-result/')) return [];
          const result = taken.value as unknown as CommandResult;
          return [
            { op: 'delete', key: `/commands/0/${String(result.commandId).padStart(12, '0')}` },
            { op: 'put', key: `/results/${result.commandId}`, value: taken.value as Json },
          ];
        },
      }),
    });
    session.handle({
      requests: {
        [hostRegister.method]: async () => {
          const hostId = nextHost++;
          await put(`/catalogue/host/${hostId}`, {
            ...meta(hostId, `host-${hostId}`),
            clusterId: 0,
            admission: 'enabled',
          });
          return { hostId };
        },
        [idsLease.method]: (body) => {
          const { count } = idsLease.body.parse(body);
          nextIds += count;
          return { first: nextIds - count, count };
        },
        [imageLocate.method]: () => ({ path: join(directory, 'image'), fileBytes: content.length }),
        [guestConsoleEnding.method]: (body) => {
          endings.push(guestConsoleEnding.body.parse(body).consoleId);
          return {};
        },
      },
      samples: {
        [samplesPush.method]: (body) => {
          for (const { subject, id } of samplesPush.body.parse(body).readings) measured.add(`${subject} ${id}`);
        },
      },
    });
    for (const feed of ['catalogue', 'commands'] as const) {
      const prefix = feed === 'catalogue' ? '/catalogue/' : '/commands/0/';
      void produceFeed({ session, store: above, feed, prefix, signal, log: silentLog });
    }
  };
  beFrontEnd(pair.parent);

  const ca = await openAuthority({ dir: join(directory, 'ca'), cloudId: 'cluster-0' });
  let port = 0;
  let controller: Controller;
  const startController = async () => {
    controller = await createController({
      clusterId: 0,
      store: clusterStore,
      dataDirectory: join(directory, 'controller'),
      upward: pair.child,
      ca,
      listen: { host: '127.0.0.1', port },
      serverNames: ['127.0.0.1'],
      clock: systemClock,
      log: silentLog,
    });
    port = controller.port;
  };
  await startController();

  let agent: Agent;
  let upward: Session;
  const link = join(directory, 'agent-link');
  const { id } = await joinParent((await controller!.issueHostToken(60)).token, { dir: link, role: 'host' });
  let boots = 0;
  const startAgent = async () => {
    drivers = openDrivers();
    upward = createChild({ dir: link, log: silentLog });
    agent = await createAgent({
      hostId: Number(id),
      store: hostStore,
      dataDirectory: join(directory, 'agent'),
      drivers: {
        compute: { vm: drivers.compute[0], container: drivers.compute[1] },
        storage: { [defaultStorageDriver]: drivers.storage },
        network: { [defaultNetworkDriver]: drivers.network },
      },
      upward,
      ...ofAgent,
      bootId: `boot-${boots}`,
      hostCounters: async () => undefined,
      version: 'test',
      clock: hostClock,
      log: agentLog,
    });
  };
  const stopAgent = async () => {
    await agent.close();
    await upward.close();
  };
  await startAgent();

  const order = async (value: Command['order']) => {
    const command: Command = {
      id: ++commandId,
      clusterId: 0,
      userId: 0,
      issuedAt: new Date().toISOString(),
      order: value,
    };
    await put(`/commands/0/${String(command.id).padStart(12, '0')}`, command);
    return command.id;
  };
  const site = {
    above,
    clusterStore,
    hostStore,
    vms,
    containers,
    get drivers() {
      return drivers;
    },
    cutAbove: () => pair.cut(),
    healAbove: () => pair.heal(),
    digest,
    /** Of what the front-end got samples, and of which consoles it heard that they end. */
    measured,
    endings,
    /** What the front-end asks of the cluster. */
    get below() {
      return pair.parent;
    },
    /** Another host, of which only the link is there. */
    async joinBareHost(): Promise<{ readonly hostId: number; readonly session: Session; readonly store: Store }> {
      const dir = join(directory, `bare-host-${nextHost}`);
      const joined = await joinParent((await controller.issueHostToken(60)).token, { dir, role: 'host' });
      const session = createChild({ dir, log: silentLog });
      bareHosts.push(session);
      await session.waitFor('connected', { deadlineMs: 10_000 });
      return { hostId: Number(joined.id), session, store: createMemoryStore() };
    },
    declareLost: (hostId: number) => order({ type: 'lose-host', hostId }),
    startAgent,
    stopAgent,
    /** The host without power: its guests end with it. The agent is started by whoever asks for it. */
    rebootHost() {
      boots += 1;
      for (const guests of [vms, containers]) for (const id of guests.all.keys()) guests.powerOff(id);
    },
    startController,
    /** The controller as a process that ends: its session ends with it. */
    async restartController() {
      await controller.close();
      stopAbove.abort();
      await pair.close();
      pair = createLoopbackPair();
      beFrontEnd(pair.parent);
      await startController();
    },
    async create(
      instanceId: number,
      fields: Partial<Instance['spec']> = {},
      owner: Partial<ObjectMeta> = {},
    ): Promise<number> {
      const instance: Instance = {
        ...meta(instanceId, `i-${instanceId}`),
        permissions: privatePermissions,
        ...owner,
        clusterId: 0,
        spec: {
          kind: 'container',
          cpus: 1,
          memoryMiB: 64,
          disks: [{ diskId: instanceId * 10, imageId: 0, imageDigest: digest, sizeMiB: 16 }],
          nics: [{ networkId: 0 }],
          context: { sshKeys: [], userData: '' },
          requirements: '',
          rank: 'pack',
          ...fields,
        },
        intent: { generation: 0, power: 'running', reboots: 0, graceSeconds: 5 },
      };
      return order({ type: 'create-instance', instance, diskIds: instance.spec.disks.map((d) => d.diskId) });
    },
    command: (instanceId: number, command: InstanceCommand) => order({ type: 'instance', instanceId, command }),
    async mirrored(instanceId: number): Promise<Instance | undefined> {
      return (await above.get(`/mirror/0/instance/${instanceId}`))?.value as unknown as Instance | undefined;
    },
    async history(instanceId: number): Promise<InstanceHistory | undefined> {
      return (await above.get(`/mirror/0/history/${instanceId}`))?.value as unknown as InstanceHistory | undefined;
    },
    async result(id: number): Promise<CommandResult | undefined> {
      return (await above.get(`/results/${id}`))?.value as unknown as CommandResult | undefined;
    },
    until: <T>(check: () => T | Promise<T>, timeoutMs = 10_000) =>
      vi.waitFor(check, { timeout: timeoutMs, interval: 20 }),
    async close() {
      for (const session of bareHosts) await session.close();
      await stopAgent();
      await controller.close();
      stopAbove.abort();
      await pair.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return site;
}
