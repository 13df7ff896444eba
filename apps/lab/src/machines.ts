/**
 * The machines of a lab: their namespaces, and what each has on its disk. A machine is found by its marker in /proc, so
 * a command that was killed in the middle leaves nothing that the next one does not see.
 */
import { findMachine, inMachine, type Machine, removeCgroups, run, startMachine } from '@skerry/host-os';
import { withPool } from '@skerry/driver-compute-lxc/id-map';
import { endMachines } from '@skerry/host-os';
import { chmod, copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labError } from './lab-error.ts';
import { endWithLoops } from './loops.ts';
import type { LabPaths } from './lab-state.ts';
import type { LabNode } from './topology.ts';

export const cgroupOf = (paths: LabPaths, name: string): string => `${paths.key}/${name}`;
const markerOf = (paths: LabPaths, name: string): string[] => [...paths.marker, name];

export async function machineOf(paths: LabPaths, name: string): Promise<Machine | undefined> {
  const first = await findMachine(markerOf(paths, name));
  return first && { pid: first.pid, cgroup: cgroupOf(paths, name) };
}

/** @throws SkerryError `lab-target-off` when the machine does not run. */
export async function runningMachine(paths: LabPaths, name: string): Promise<Machine> {
  const machine = await machineOf(paths, name);
  if (machine) return machine;
  throw labError('lab-target-off', `${name} is off.`, `Switch it on with: skerry lab start ${name}`);
}

/** Runs a command in the machine and answers what it printed. */
export async function runIn(machine: Machine, command: string, ...args: readonly string[]): Promise<string> {
  const line = await inMachine(machine, command, args);
  return (await run(line.command, line.args)).stdout;
}

export async function ensureMachine(paths: LabPaths, node: LabNode): Promise<{ machine: Machine; started: boolean }> {
  const known = await machineOf(paths, node.name);
  if (known) return { machine: known, started: false };
  // Half of one, left by a command that was killed, would be in the way.
  await endMachines(markerOf(paths, node.name));
  const binds = node.role === 'host' ? await hostFiles(paths, node.name) : [];
  await mkdir(join(paths.node(node.name), 'tmp'), { recursive: true });
  await chmod(paths.node(node.name), 0o711);
  const cgroup = cgroupOf(paths, node.name);
  const first = await startMachine({
    marker: markerOf(paths, node.name),
    hostname: node.name,
    cgroup,
    binds,
    logFile: paths.log(node.name),
  });
  return { machine: { pid: first.pid, cgroup }, started: true };
}

/** As a power cut: everything ends at once, the files stay. */
export async function cutPower(paths: LabPaths, name: string): Promise<number> {
  const directory = paths.node(name);
  let ended = 0;
  await endWithLoops(directory, async () => {
    ended = await endMachines(markerOf(paths, name));
  });
  await removeCgroups(cgroupOf(paths, name));
  return ended;
}

/** What a host must have for itself: libvirt's state, and the lists of subordinate ids, which the container driver extends. */
async function hostFiles(paths: LabPaths, name: string): Promise<{ from: string; to: string }[]> {
  const system = join(paths.node(name), 'system');
  const from = (part: string) => join(system, part);
  for (const part of ['etc-libvirt', 'var-lib-libvirt', 'var-log-libvirt'])
    await mkdir(from(part), { recursive: true });
  // Only files: definitions of networks and guests of this machine's own libvirt are none of the lab's business.
  for (const entry of await readdir('/etc/libvirt', { withFileTypes: true })) {
    if (entry.isFile()) await copyFile(join('/etc/libvirt', entry.name), join(from('etc-libvirt'), entry.name));
  }
  for (const part of ['subuid', 'subgid']) {
    await writeFile(from(part), withPool(await readFile(`/etc/${part}`, 'utf8').catch(() => '')));
  }
  return [
    { from: from('etc-libvirt'), to: '/etc/libvirt' },
    { from: from('var-lib-libvirt'), to: '/var/lib/libvirt' },
    { from: from('var-log-libvirt'), to: '/var/log/libvirt' },
    { from: join(paths.cache, 'libvirt'), to: '/var/cache/libvirt' },
    { from: from('subuid'), to: '/etc/subuid' },
    { from: from('subgid'), to: '/etc/subgid' },
  ];
}

/**
 * What libvirt found out about the QEMU of this machine, shared by all hosts: asking takes each of them a dozen seconds of
 * two processors. Taken over from this machine's own libvirt where that has asked before. Answers whether it is known.
 */
export async function shareCapabilities(paths: LabPaths): Promise<boolean> {
  const shared = join(paths.cache, 'libvirt', 'qemu', 'capabilities');
  const known = async () => (await readdir(shared).catch(() => [])).some((name) => name.endsWith('.xml'));
  if (await known()) return true;
  await mkdir(shared, { recursive: true });
  await cp('/var/cache/libvirt/qemu/capabilities', shared, { recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    },
  );
  return known();
}
