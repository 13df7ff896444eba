import { type Instance, privatePermissions } from '@skerry/domain';

/** An instance as a cluster would tell of it: stopped or running on a host, with an observation that fits. */
export function instanceRecord(id: number, clusterId: number, more: Partial<Instance> = {}): Instance {
  const now = new Date().toISOString();
  return {
    id,
    name: `instance-${id}`,
    ownerId: 0,
    groupId: 0,
    permissions: privatePermissions,
    labels: {},
    attributes: {},
    createdAt: now,
    changedAt: now,
    clusterId,
    spec: {
      kind: 'vm',
      cpus: 1,
      memoryMiB: 64,
      disks: [{ diskId: id, imageId: 0, imageDigest: `sha256:${'0'.repeat(64)}`, sizeMiB: 64 }],
      nics: [],
      context: { sshKeys: [], userData: '' },
      requirements: '',
      rank: 'spread',
    },
    intent: { generation: 1, power: 'running', reboots: 0, graceSeconds: 30 },
    observed: { reached: 1, guest: 'running', reboots: 0, crashes: 0, startedAt: now },
    ...more,
  };
}
