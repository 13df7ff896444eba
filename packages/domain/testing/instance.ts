import type { Instance } from '@skerry/domain';

export const aged = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

/** A small VM on host 1 that shall run, but for what the test says. */
export const instanceOf = (given: Partial<Instance> = {}): Instance => ({
  id: 1,
  name: 'web',
  ownerId: 2,
  groupId: 1,
  permissions: {
    owner: { use: true, manage: true, admin: false },
    group: { use: false, manage: false, admin: false },
    other: { use: false, manage: false, admin: false },
  },
  labels: {},
  attributes: {},
  createdAt: aged(0),
  changedAt: aged(0),
  clusterId: 0,
  hostId: 1,
  spec: {
    kind: 'vm',
    cpus: 1,
    memoryMiB: 256,
    disks: [],
    nics: [],
    context: { sshKeys: [], userData: '' },
    requirements: '',
    rank: 'spread',
  },
  intent: { generation: 1, power: 'running', reboots: 0, graceSeconds: 30 },
  ...given,
});
