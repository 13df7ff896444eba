import type { Item } from '../call.ts';

const meta = {
  ownerId: 0,
  groupId: 0,
  permissions: 'um-------',
  labels: {},
  attributes: {},
  createdAt: '2026-01-01T00:00:00Z',
  changedAt: '2026-01-01T00:00:00Z',
};

type Instance = Item<'instance.list'>;
type Image = Item<'image.list'>;
type Host = Item<'host.list'>;
type Cluster = Item<'cluster.list'>;

/** An instance that runs; a test says only what matters to it. */
export const anInstance = (over: Partial<Instance> = {}): Instance => ({
  ...meta,
  id: 3,
  name: 'web',
  kind: 'container',
  state: 'running',
  stateReason: 'It runs, as it should.',
  clusterId: 1,
  hostId: 2,
  cpus: 1,
  memoryMiB: 256,
  requirements: '',
  rank: 'spread',
  disks: [{ diskId: 7, imageId: 1, sizeMiB: 2048 }],
  nics: [{ networkId: 1, mac: '02:00:00:00:00:01', address: '10.60.0.2' }],
  wanted: { generation: 1, power: 'running', reboots: 0 },
  observed: { guest: 'running', reached: 1, reboots: 0, crashes: 0 },
  pendingCommands: 0,
  lastHeardSeconds: 1,
  actions: { start: 'Cannot start the instance while it is running.', stop: null },
  consoles: {
    display: 'A container has no display. Open a shell in it.',
    serial: 'A container has no serial port. Open a shell in it.',
    shell: null,
  },
  ...over,
});

export const anImage = (over: Partial<Image> = {}): Image => ({
  ...meta,
  id: 1,
  name: 'tiny',
  datastoreId: 0,
  digest: `sha256:${'ab'.repeat(32)}`,
  sizeMiB: 64,
  fileBytes: 9_000_000,
  format: 'qcow2',
  type: 'disk',
  os: 'tiny',
  architecture: 'x86_64',
  kinds: ['vm', 'container'],
  haltSignal: 'SIGPWR',
  rebootSignal: 'SIGINT',
  minMemoryMiB: 64,
  state: 'ready',
  ...over,
});

export const aHost = (over: Partial<Host> = {}): Host => ({
  ...meta,
  id: 2,
  name: 'alpha',
  clusterId: 1,
  admission: 'enabled',
  state: 'online',
  lastHeardSeconds: 1,
  capacity: { cpus: 8, memoryMiB: 16_384, diskMiB: 100_000, diskFreeMiB: 60_000 },
  reserved: { cpus: 1, memoryMiB: 256, diskMiB: 2048 },
  instances: 1,
  runtimes: [{ kind: 'container', name: 'lxc', available: true, reason: 'LXC works.' }],
  problems: [],
  ...over,
});

export const aCluster = (over: Partial<Cluster> = {}): Cluster => ({
  ...meta,
  id: 1,
  name: 'harbour',
  state: 'online',
  lastHeardSeconds: 1,
  waitingCommands: 0,
  hosts: 1,
  instances: 1,
  ...over,
});

export const aPage = <T>(items: readonly T[], next?: string) => ({
  items,
  total: items.length,
  revision: 1,
  ...(next === undefined ? {} : { next }),
});
