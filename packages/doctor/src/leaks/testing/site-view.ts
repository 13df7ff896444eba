/** A site in good order, for tests: a running VM 1, a running container 2, a stopped container 3, all on network 1. */
import type { HostIntent, Instance, InstanceObservation, Lease } from '@skerry/domain';
import type { HostFacts, ProcessFact } from '../host-facts.ts';
import type { AgentKnowledge, ControllerKnowledge, Knowledge } from '../knowledge.ts';
import { View } from '../view.ts';

export const data = '/state/site';
export const agent = `${data}/agent`;
const since = '2026-01-01T00:00:00.000Z';
export const digest = `sha256:${'a'.repeat(64)}`;

export const fileAt = (path: string) => ({ path, since });
export const processOf = (pid: number, ...args: string[]): ProcessFact => ({
  pid,
  parentPid: 1,
  startTime: `${pid}0`,
  since,
  args,
  uid: 0,
  here: true,
  cgroup: '0::/',
});

const kinds = { 1: 'vm', 2: 'container', 3: 'container' } as const;
const ids = [1, 2, 3] as const;

const intent = (id: 1 | 2 | 3) =>
  ({
    instanceId: id,
    kind: kinds[id],
    generation: 4,
    power: id === 3 ? 'stopped' : 'running',
    disks: [{ diskId: id * 10, imageDigest: digest, sizeMiB: 16 }],
    nics: [{ networkId: 1, address: `10.1.0.${id}`, mac: `02:5c:0a:01:00:0${id}` }],
  }) as unknown as HostIntent;
const seen = (id: number): InstanceObservation => ({
  reached: 4,
  guest: id === 3 ? 'prepared' : 'running',
  reboots: 0,
  crashes: 0,
});
const lease = (id: number) =>
  ({ id: id * 100, networkId: 1, address: `10.1.0.${id}`, instanceId: id, createdAt: since }) as unknown as Lease;
const instance = (id: 1 | 2 | 3) =>
  ({ id, hostId: 7, spec: { nics: intent(id).nics, disks: intent(id).disks } }) as unknown as Instance;

export const soundAgent: AgentKnowledge = {
  hostId: 7,
  intents: new Map(ids.map((id) => [id, intent(id)])),
  observed: new Map(ids.map((id) => [id, seen(id)])),
  networks: new Set([1]),
  slots: new Map(ids.map((id) => [id, id])),
};
export const soundController: ControllerKnowledge = {
  instances: new Map(ids.map((id) => [id, instance(id)])),
  disks: [],
  leases: ids.map(lease),
  addresses: new Map(ids.map((id) => [`1/10.1.0.${id}`, id * 100])),
  macs: new Map([['1/52:54:00:00:00:03', 300]]),
  images: new Set([digest]),
};
export const sound: Knowledge = { agent: soundAgent, controller: soundController };

const run = `${agent}/guests/2/run`;
export const soundFacts: HostFacts = {
  links: ['lo', 'eth0', 'skbr1', 'skt1-0', 'skt2-0', 'docker0', 'tkvbr9'].map((name) => ({ name, bridge: false })),
  namespaces: ['somebody-elses-5', 'sk-2'],
  tables: [
    {
      family: 'inet',
      name: 'skerry_sk',
      chains: [{ name: 'forward', hook: true }],
      elements: [{ set: 'addresses', interfaceName: 'skt1-0', text: '"skt1-0" . 02:00:00:00:00:01 . 10.1.0.1' }],
      rules: [{ chain: 'forward', handle: 3, text: '[{"match":{"right":"skbr1"}}]' }],
    },
    { family: 'inet', name: 'skerry_tkv', chains: [], elements: [], rules: [] },
  ],
  mounts: [
    mountAt(`${run}/disk.raw`, 'fuse', '/dev/fuse'),
    mountAt(`${run}/rootfs`, 'ext4', '/dev/loop3'),
    mountAt('/mnt/other', 'ext4', '/dev/vdb'),
  ],
  loops: [loopOver('/dev/loop3', `${run}/disk.raw`), loopOver('/dev/loop4', '/elsewhere/image')],
  processes: [
    processOf(1, '/sbin/init'),
    processOf(10, '/usr/bin/qemu-system-x86_64', '-name', 'guest=sk-1,debug-threads=on'),
    processOf(11, 'qemu-storage-daemon', '--daemonize', '--pidfile', `${run}/disk.pid`),
    processOf(12, `[lxc monitor] ${agent}/lxc sk-2`),
    processOf(13, 'dnsmasq', '--keep-in-foreground', `--conf-file=${agent}/networks/1/dnsmasq.conf`),
    processOf(14, '/usr/bin/qemu-system-x86_64', '-name', 'guest=tkv-9,debug-threads=on'),
    { ...processOf(15, '/sbin/init'), uid: 0x70000000 + 131_072, cgroup: '4:pids:/lxc.payload.sk-2\n' },
  ],
  cgroups: ['lxc.payload.sk-2', 'lxc.monitor.sk-2', 'lxc.disk.sk-2', 'machine/qemu-4-sk-1.libvirt-qemu'].map(
    (path) => ({
      path: `/sys/fs/cgroup/${path}`,
      since,
      processes: 3,
    }),
  ),
  domains: [
    { name: 'sk-1', running: true, since, disks: [`${agent}/disks/10.qcow2`] },
    { name: 'windows', running: false, since, disks: [] },
  ],
  domainFiles: [fileAt('/var/log/libvirt/qemu/sk-1.log'), fileAt('/var/log/libvirt/qemu/windows.log')],
  disks: ids.map((id) => ({
    ...fileAt(`${agent}/disks/${id * 10}.qcow2`),
    diskId: id * 10,
    allocatedBytes: 3 * 2 ** 20,
    backing: `${'a'.repeat(64)}.qcow2`,
  })),
  blobs: [],
  images: [
    { ...fileAt(`${agent}/images/${'a'.repeat(64)}.qcow2`), holder: 'agent', digest },
    { ...fileAt(`${data}/controller/images/${'a'.repeat(64)}.qcow2`), holder: 'controller', digest },
  ],
  guestDirectories: ids.map((id) => fileAt(`${agent}/guests/${id}`)),
  containerDirectories: [fileAt(`${agent}/lxc/sk-2`), fileAt(`${agent}/lxc/sk-3`)],
  networkDirectories: [fileAt(`${agent}/networks/1`)],
  ports: ids.map((id) => ({
    ...fileAt(`${agent}/networks/1/ports/${id}-0.json`),
    networkId: 1,
    instanceId: id,
    address: `10.1.0.${id}`,
    mac: `02:5c:0a:01:00:0${id}`,
  })),
  dhcpHosts: ids.map((id) => ({
    ...fileAt(`${agent}/networks/1/dhcp-hosts`),
    networkId: 1,
    mac: `02:5c:0a:01:00:0${id}`,
    address: `10.1.0.${id}`,
  })),
  sockets: [fileAt(`${agent}/guests/1/run/run/vnc.sock`)],
  subordinateIds: { subuid: 1, subgid: 1 },
};

export function mountAt(mountPoint: string, fsType: string, source: string) {
  const rest = { id: 1, parentId: 0, device: '7:3', root: '/', options: [], propagation: [], superOptions: [] };
  return { ...rest, mountPoint, fsType, source };
}

export function loopOver(path: string, backingFile: string) {
  return { path, backingFile, offsetBytes: 0, sizeLimitBytes: 0, autoclear: false, readOnly: false };
}

export const viewOf = (
  facts: Partial<HostFacts> = {},
  before: Knowledge = sound,
  after: Knowledge = before,
  elsewhere: readonly number[] = [],
): View => {
  const site = { dataDirectory: data, namePrefix: 'sk', frontEndDirectory: '/state/front-end' };
  return new View(site, before, { ...soundFacts, ...facts }, after, new Set(elsewhere));
};
