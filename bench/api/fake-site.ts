/**
 * One cluster with many hosts, a process of its own, over the real link: obeys each command, places each instance,
 * gives it a disk and an address, and says that it runs. Its controller and hosts are fakes; what crosses the link is
 * what a real cluster would say.
 */
import { joinFakeCluster } from '@skerry/front-end/testing/fake-cluster';
import { idsLease } from '@skerry/contract';
import type { Instance } from '@skerry/domain';
import type { Json, Write } from '@skerry/store';

export interface SiteJob {
  readonly clusterId: number;
  readonly joinToken: string;
  readonly firstHostId: number;
  readonly hosts: number;
}

const put = (kind: string, id: number, value: object): Write => ({
  op: 'put',
  key: `/state/${kind}/${id}`,
  value: value as Json,
});

/** Of ten thousand numbers each: more addresses than a run makes instances. */
const leaseBlocks = 5;

/** What the placer and the host make of a new instance. */
const settle =
  ({ firstHostId, hosts }: SiteJob, leaseIds: Iterator<number>) =>
  (instance: Instance): { instance: Instance; writes: readonly Write[] } => {
    const { id, clusterId, ownerId, groupId, permissions, createdAt, spec } = instance;
    const hostId = firstHostId + (id % hosts);
    const meta = { ownerId, groupId, permissions, labels: {}, attributes: {}, createdAt, changedAt: createdAt };
    const mac = `02:00:${[id >> 24, id >> 16, id >> 8, id].map((b) => (b & 255).toString(16).padStart(2, '0')).join(':')}`;
    const address = `10.${(id >> 16) & 255}.${(id >> 8) & 255}.${id & 255}`;
    const disk = spec.disks[0];
    const nic = spec.nics[0];
    const leaseId: number = leaseIds.next().value;
    return {
      instance: {
        ...instance,
        hostId,
        spec: { ...spec, nics: nic === undefined ? [] : [{ ...nic, mac, address }] },
        observed: { reached: 1, guest: 'running', reboots: 0, crashes: 0, startedAt: createdAt },
      },
      writes: [
        ...(disk === undefined
          ? []
          : [
              put('disk', disk.diskId, {
                ...meta,
                ...disk,
                id: disk.diskId,
                name: `disk-${id}`,
                clusterId,
                hostId,
                instanceId: id,
              }),
            ]),
        ...(nic === undefined
          ? []
          : [
              put('lease', leaseId, {
                ...meta,
                id: leaseId,
                name: address,
                clusterId,
                networkId: nic.networkId,
                address,
                mac,
                instanceId: id,
              }),
            ]),
      ],
    };
  };

async function run(job: SiteJob): Promise<void> {
  const leaseIds: number[] = [];
  const cluster = await joinFakeCluster(job.clusterId, job.joinToken, settle(job, leaseIds.values()));
  for (let i = 0; i < leaseBlocks; i++) {
    const body = { kind: 'lease', count: 10_000 };
    const reply = await cluster.session.request(idsLease.method, body, { deadlineMs: 30_000 });
    const { first, count } = idsLease.reply.parse(reply);
    for (let n = 0; n < count; n++) leaseIds.push(first + n);
  }
  for (let i = 0; i < job.hosts; i++) {
    const hostId = (await cluster.session.request(
      'host.register',
      { name: `host-${i}`, key: `key-${i}` },
      {
        deadlineMs: 30_000,
      },
    )) as { hostId: number };
    if (hostId.hostId !== job.firstHostId + i) throw new Error(`Host ${i} got the number ${hostId.hostId}.`);
    await cluster.put('host-status', hostId.hostId, {
      hostId: hostId.hostId,
      clusterId: job.clusterId,
      connected: true,
      report: {
        hostname: `host-${i}`,
        agentVersion: '0.1.0',
        architecture: 'x86_64',
        cpus: 64,
        memoryMiB: 1_048_576,
        diskMiB: 10_000_000,
        diskFreeMiB: 10_000_000,
        runtimes: [{ kind: 'vm', name: 'kvm', available: true, reason: 'It works.' }],
        problems: [],
      },
    });
  }
  process.on('message', (message: 'cpu' | 'close') => {
    if (message === 'cpu') {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpuSeconds: (user + system) / 1e6 });
      return;
    }
    void cluster.close().then(() => process.exit(0));
  });
  process.send?.({ ready: true });
}

process.once('message', (job: SiteJob) => {
  run(job).catch((error: unknown) => process.send?.({ error: String(error) }));
});
