import { join } from 'node:path';
import type { ProcessFact } from '../host-facts.ts';
import { type Leak, type Mend, safely } from '../leak.ts';
import { agentDirectory } from '../site.ts';
import type { Judge, View } from '../view.ts';

/** Domains of libvirt and what it keeps beside them. */
export const judgeDomains: Judge = (view) => {
  const leaks: Leak[] = [];
  for (const domain of view.facts.domains) {
    const instanceId = view.instanceOfName(domain.name);
    if (instanceId === undefined || view.knows(instanceId)) continue;
    const disks = domain.disks.length === 0 ? '' : ` (its disks stay: ${domain.disks.join(', ')})`;
    const steps = [
      ...(domain.running ? [['virsh', '--connect', 'qemu:///system', 'destroy', domain.name]] : []),
      [
        'virsh',
        '--connect',
        'qemu:///system',
        'undefine',
        domain.name,
        '--managed-save',
        '--snapshots-metadata',
        '--keep-nvram',
      ],
    ];
    leaks.push({
      class: 'libvirt-domain',
      what: `${domain.running ? 'running' : 'defined'} virtual machine ${domain.name}${disks}`,
      where: domain.name,
      since: domain.since,
      because: `It is a domain of libvirt, and no store knows instance ${instanceId} on this host.`,
      mend: safely(...steps),
    });
  }
  for (const { path, since } of view.facts.domainFiles) {
    const instanceId = view.instanceOfName((path.split('/').at(-1) ?? '').replace(/(_VARS)?\.\w+$/, ''));
    if (instanceId === undefined || view.knows(instanceId)) continue;
    const because = `It is of instance ${instanceId}, which no store knows on this host.`;
    leaks.push({
      class: 'libvirt-file',
      what: 'file of libvirt',
      where: path,
      since,
      because,
      mend: safely(['rm', path]),
    });
  }
  return leaks;
};

/** Processes that serve guests: QEMU, TPMs, the daemons that export disks, LXC's monitors. */
export const judgeGuestProcesses: Judge = (view) =>
  view.facts.processes.flatMap((process) => {
    const of = servedInstance(view, process);
    const why = of && view.mayNotRun(of.instanceId);
    if (!of || why === undefined) return [];
    return [
      {
        class: 'process',
        what: `${of.what} of instance ${of.instanceId}`,
        where: `process ${process.pid}`,
        since: process.since,
        because: `It runs, and ${why}.`,
        mend: stopping(process),
      },
    ];
  });

function servedInstance(
  view: View,
  { args, here }: ProcessFact,
): { readonly what: string; readonly instanceId: number } | undefined {
  const program = args[0]?.split('/').at(-1) ?? '';
  if (!here) return undefined;
  if (program.startsWith('qemu-system')) {
    const name = /(?:^|,)guest=([^,]+)/.exec(args[args.indexOf('-name') + 1] ?? '')?.[1];
    const instanceId = name === undefined ? undefined : view.instanceOfName(name);
    return instanceId === undefined ? undefined : { what: 'QEMU', instanceId };
  }
  if (program === 'qemu-storage-daemon') {
    const path = args[args.indexOf('--pidfile') + 1] ?? '';
    const instanceId = view.instanceOfPath(path);
    return instanceId === undefined ? undefined : { what: 'disk export', instanceId };
  }
  if (program === 'swtpm') {
    const path = /(?:^|,)path=([^,]+)/.exec(args[args.indexOf('--ctrl') + 1] ?? '')?.[1];
    const instanceId = path === undefined ? undefined : view.instanceOfPath(path);
    return instanceId === undefined ? undefined : { what: 'TPM', instanceId };
  }
  const monitor = /^\[lxc monitor\] (\S+) (\S+)/.exec(args.join(' '));
  if (monitor?.[1] === join(agentDirectory(view.site), 'lxc')) {
    const instanceId = view.instanceOfName(monitor[2] ?? '');
    return instanceId === undefined ? undefined : { what: 'container', instanceId };
  }
  return undefined;
}

/** Commands of a step that outlived the agent that began it, and have had more than their time. */
export const judgeStrays: Judge = (view) => {
  const directory = `${agentDirectory(view.site)}/`;
  const aMinuteAgo = Date.now() - 60_000;
  return view.facts.processes.flatMap((process): Leak[] => {
    const program = process.args[0]?.split('/').at(-1) ?? '';
    const ours = process.here && process.parentPid === 1 && process.args.some((arg) => arg.includes(directory));
    if (!ours || !shortLived.has(program) || Date.parse(process.since) > aMinuteAgo) return [];
    const repairs = program === 'e2fsck' || program === 'resize2fs';
    const mend = stopping(process);
    return [
      {
        class: 'process',
        what: `command ${program} without the agent that started it`,
        where: `process ${process.pid}`,
        since: process.since,
        because: 'Its parent is gone, and such a command ends within a minute.',
        mend: repairs
          ? { ...mend, kind: 'judge', note: 'It repairs a file system: stop it only if it does nothing any more.' }
          : mend,
      },
    ];
  });
};

const shortLived = new Set(
  'perl e2fsck resize2fs losetup mount umount qemu-img xorriso lxc-start lxc-stop ip nft sync flock'.split(' '),
);

/** What is kept of guests in directories: the agent's own, and that of LXC. Disks are not in them. */
export const judgeGuestDirectories: Judge = (view) => {
  const leaks: Leak[] = [];
  for (const { path, since } of view.facts.guestDirectories) {
    const instanceId = view.instanceOfPath(path);
    if (instanceId === undefined || view.knows(instanceId)) continue;
    leaks.push({
      class: 'guest-directory',
      what: `directory of instance ${instanceId}: context, sockets and console logs`,
      where: path,
      since,
      because: `No store knows instance ${instanceId} on this host.`,
      mend: safely(['rm', '--recursive', '--one-file-system', path]),
    });
  }
  for (const { path, since } of view.facts.containerDirectories) {
    const instanceId = view.instanceOfName(path.split('/').at(-1) ?? '');
    if (instanceId === undefined || view.knows(instanceId)) continue;
    leaks.push({
      class: 'container-config',
      what: `configuration of container ${instanceId}`,
      where: path,
      since,
      because: `LXC finds the container there, and no store knows instance ${instanceId} on this host.`,
      mend: safely(['rm', '--recursive', '--one-file-system', path]),
    });
  }
  for (const { path, since } of view.facts.sockets) {
    const instanceId = view.instanceOfPath(path);
    if (instanceId === undefined || view.knows(instanceId)) continue;
    const because = `No store knows instance ${instanceId} on this host.`;
    // By find(1), which follows no link: whose directories these are may exchange them until it is mended.
    const below = join(agentDirectory(view.site), 'guests', String(instanceId));
    const mend = safely(['find', below, '-xdev', '-type', 's', '-path', literally(path), '-delete']);
    leaks.push({ class: 'socket', what: 'socket of a guest', where: path, since, because, mend });
  }
  return leaks;
};

/** As a pattern that means just this. */
const literally = (path: string): string => path.replace(/[\\*?[\]]/g, '\\$&');

export const stopping = ({ pid, startTime }: Pick<ProcessFact, 'pid' | 'startTime'>): Mend => ({
  kind: 'safe',
  steps: [{ do: 'stop', pid, startTime }],
});
