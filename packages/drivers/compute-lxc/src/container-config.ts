import type { GuestPlan } from '@skerry/driver-contract';
import { plainLine } from '@skerry/kit';
import { applicationMounts, applicationNetwork, applicationStart } from './application-config.ts';
import type { GuestFiles, PlanFiles } from './guest-files.ts';

/** What this host offers; it decides which lines LXC understands. */
export interface HostFeatures {
  /** `v1`: controllers on version 1, also on hybrid hosts. */
  readonly cgroups: 'v1' | 'v2';
  /** Swap is accounted for, so it can be limited. */
  readonly swapLimit: boolean;
  /** File with LXC's seccomp profile; absent: the kernel or the file is missing. */
  readonly seccompProfile?: string;
  readonly appArmor: boolean;
  /** Files that a process of ours may be allowed to open at most: where root may not raise limits, no guest gets more. */
  readonly openFiles: number;
}

/** More processes than any of our guests needs; a fork bomb stays inside. */
const maxProcesses = 8192;
/**
 * getrlimit(2), for every process of a guest; otherwise it would have those of whoever started the agent. What a limit
 * counts by user it counts by the users of this guest alone. Processes are counted by cgroup, see `maxProcesses`.
 */
const processLimits = (host: HostFeatures): Readonly<Record<string, string>> => ({
  // Nobody on the host wants to read what a guest had in memory.
  core: '0',
  // Soft: as programs expect that use select(2). Hard: what systemd raises its services to; more is more than the kernel's.
  nofile: `${Math.min(1024, host.openFiles)}:${Math.min(1_048_576, host.openFiles)}`,
  // Bytes. Kept from being swapped out; as much as Linux gives by default: more takes the host's own room to manoeuvre.
  memlock: '8388608',
  // Bytes in POSIX message queues, which are the kernel's memory.
  msgqueue: '819200',
  // Signals that wait: the kernel's memory too. As many as processes.
  sigpending: String(maxProcesses),
  // Nothing of a guest goes before the host's own processes.
  rtprio: '0',
  nice: '0',
});
/** Bytes of console.log before LXC starts it anew and keeps one old one beside it. */
const consoleLogBytes = 1024 * 1024;

/**
 * The configuration of one container as text (lxc.container.conf(5)). Pure. The root file system is already mounted with
 * the id map: LXC 5.0 forgets `lxc.rootfs.options = idmap=container` when a container reboots itself, and then every file
 * belongs to nobody.
 */
export function containerConfig(plan: GuestPlan, files: GuestFiles, kept: PlanFiles, host: HostFeatures): string {
  const ids = plan.identity.idRange;
  const isApplication = plan.application !== undefined;
  const lines: [string, string | number][] = [
    ['lxc.uts.name', hostName(plan)],
    ['lxc.rootfs.path', `dir:${kept.rootfs}`],
    ['lxc.init.cmd', isApplication ? applicationStart : '/sbin/init'],
    ['lxc.idmap', `u 0 ${ids.first} ${ids.count}`],
    ['lxc.idmap', `g 0 ${ids.first} ${ids.count}`],
    // What its init passes on as the signal that the application knows.
    ['lxc.signal.halt', isApplication ? 'SIGPWR' : plan.haltSignal],
    ['lxc.signal.reboot', plan.rebootSignal],
    ['lxc.autodev', 1],
    ['lxc.tty.max', 0],
    ['lxc.pty.max', 1024],
    ['lxc.mount.auto', 'proc:mixed sys:mixed cgroup:mixed'],
    ...(isApplication ? applicationMounts(mountPath(kept.seed), plan) : [seedMount(kept)]),
    ['lxc.cap.drop', 'mac_admin mac_override sys_module sys_rawio sys_time'],
    ['lxc.console.logfile', kept.consoleLog],
    ['lxc.console.size', consoleLogBytes],
    ['lxc.console.rotate', 1],
    ['lxc.log.file', kept.lxcLog],
    // The end of the log tells how a container ended: see ending.ts.
    ['lxc.log.level', isApplication ? 'DEBUG' : 'INFO'],
    ...security(host),
    ...limits(plan, host),
    ...Object.entries(processLimits(host)).map(([name, value]): [string, string] => [`lxc.prlimit.${name}`, value]),
    ...plan.nics.flatMap((nic, index): [string, string][] => [
      [`lxc.net.${index}.type`, 'veth'],
      [`lxc.net.${index}.link`, nic.attach.bridge],
      [`lxc.net.${index}.veth.pair`, nic.attach.hostInterface],
      [`lxc.net.${index}.name`, `eth${index}`],
      [`lxc.net.${index}.hwaddr`, nic.mac],
      [`lxc.net.${index}.flags`, 'up'],
    ]),
  ];
  if (plan.nics.length === 0) lines.push(['lxc.net.0.type', 'empty']);
  if (isApplication) lines.push(...applicationNetwork(plan));
  // Nobody in it does, and programs talk to themselves.
  if (isApplication && plan.nics.length === 0) lines.push(['lxc.net.0.flags', 'up']);
  const text = lines.map(([key, value]) => `${key} = ${plainLine(value, `The setting ${key} of a container`)}`);
  return `# ${files.container}: written anew at every start; changes are lost.\n${text.join('\n')}\n`;
}

function security(host: HostFeatures): [string, string | number][] {
  const lines: [string, string | number][] = [];
  if (host.seccompProfile !== undefined) lines.push(['lxc.seccomp.profile', host.seccompProfile]);
  // systemd in a container makes mount namespaces for its services: Debian's own defaults allow that this way.
  if (host.appArmor) lines.push(['lxc.apparmor.profile', 'generated'], ['lxc.apparmor.allow_nesting', 1]);
  return lines;
}

/** Swap counts as memory: a container gets what was asked for, whatever the host's swap. */
function limits(plan: GuestPlan, host: HostFeatures): [string, string | number][] {
  const bytes = plan.memoryMiB * 1024 * 1024;
  const periodUs = 100_000;
  if (host.cgroups === 'v2') {
    return [
      ['lxc.cgroup2.memory.max', bytes],
      ...(host.swapLimit ? [['lxc.cgroup2.memory.swap.max', 0] as [string, number]] : []),
      ['lxc.cgroup2.cpu.max', `${plan.cpus * periodUs} ${periodUs}`],
      ['lxc.cgroup2.pids.max', maxProcesses],
    ];
  }
  return [
    ['lxc.cgroup.memory.limit_in_bytes', bytes],
    ...(host.swapLimit ? [['lxc.cgroup.memory.memsw.limit_in_bytes', bytes] as [string, number]] : []),
    ['lxc.cgroup.cpu.cfs_period_us', periodUs],
    ['lxc.cgroup.cpu.cfs_quota_us', plan.cpus * periodUs],
    ['lxc.cgroup.pids.max', maxProcesses],
  ];
}

/** hostname(7): letters, digits and hyphens, at most 63. */
export function hostName(plan: Pick<GuestPlan, 'name' | 'instanceId'>): string {
  const cleaned = plan.name.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-');
  return cleaned.slice(0, 63).replaceAll(/^-+|-+$/g, '') || `instance-${plan.instanceId}`;
}

const seedMount = (kept: PlanFiles): [string, string] => [
  'lxc.mount.entry',
  `${mountPath(kept.seed)} var/lib/cloud/seed/nocloud none bind,ro,nosuid,nodev,noexec,create=dir 0 0`,
];

/** fstab(5): blanks and the like are written as octal. */
function mountPath(path: string): string {
  return path.replaceAll(/[\s\\]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`);
}
