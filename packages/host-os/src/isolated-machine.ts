/**
 * A machine inside this machine: its own network, mounts, process numbers, host name and cgroups, the same files and
 * kernel. It lives as long as its first process, and that process is all there is to know of it: nothing is written
 * down, so nothing can be wrong after a crash. Ending the first process ends everything in it at once, as a power cut
 * does; its networks and mounts are gone with it. What outlives it: files, its cgroups, loop devices.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, writeFile } from 'node:fs/promises';
import { makeCgroups, scopeOf } from './cgroup-tree.ts';
import { CommandError } from './command-error.ts';
import { findProcesses } from './find-processes.ts';
import { firstProcess, furnish, join } from './machine-scripts.ts';
import { processAlive, type ProcessIdentity, startDetached, stopProcess } from './process.ts';

export interface MachineSpec {
  /** Words among the arguments of the machine's first process by which it is found again. */
  readonly marker: readonly string[];
  readonly hostname: string;
  /** From the root of every hierarchy; it is the machine's own root. Removed by `removeCgroups`. */
  readonly cgroup: string;
  /** Files and directories of the machine's own, laid over those of this machine. Both must be there. */
  readonly binds: readonly { readonly from: string; readonly to: string }[];
  /** Directories that are copied when they are written to, in memory: what is written is gone with the machine. */
  readonly copied?: readonly string[];
  /** Directories that are empty in the machine, in memory; those that are not there must lie below a copied one. */
  readonly empty?: readonly string[];
  /**
   * The machine ends when we do, however we end, and lets go of its loop devices below the directory that the last word of
   * the marker names. Otherwise it outlives us.
   */
  readonly leashed?: boolean;
  readonly logFile: string;
}

/** Namespaces and a dozen mounts take some 50 ms; on a busy machine a few times that. */
const startDeadlineMs = 20_000;

/** Starts the machine and answers its first process once the machine is furnished. */
export async function startMachine(spec: MachineSpec): Promise<ProcessIdentity> {
  const { leashed = false, copied = [], empty = [] } = spec;
  const { root, scope } = await makeCgroups(spec.cgroup);
  const spaces = ['--net', '--pid', '--fork', '--kill-child', '--mount', '--mount-proc', '--uts', '--ipc', '--cgroup'];
  const files = [...spec.binds.flatMap(({ from, to }) => [from, to]), '--', ...copied, '--', ...empty];
  const inside = [spec.hostname, spec.cgroup, leashed ? firstProcess.leashed : firstProcess.free, ...files];
  const args = ['-c', join, 'sh', ...root, '--', 'unshare', ...spaces, 'sh', '-c', furnish, 'sh', ...inside, '--'];
  const outer = await startDetached('sh', [...args, ...spec.marker], { logFile: spec.logFile, cwd: '/', leashed });
  const end = performance.now() + startDeadlineMs;
  for (;;) {
    const first = await findMachine(spec.marker);
    if (first) {
      // Version 2 allows no processes beside children in a cgroup; unshare waits outside of the machine's own view.
      for (const procs of scope) await writeFile(procs, String(outer.pid));
      return first;
    }
    const alive = await processAlive(outer.pid, outer.startTime);
    if (!alive || performance.now() > end) {
      if (alive) await stopProcess(outer.pid, { graceMs: 0, startTime: outer.startTime });
      const log = (await readFile(spec.logFile, 'utf8')).trimEnd().split('\n').slice(-3).join(' ');
      throw new CommandError({
        code: alive ? 'command-timeout' : 'command-failed',
        command: 'unshare',
        args: spaces,
        deadlineMs: startDeadlineMs,
        stdout: '',
        stderr: log,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The first process of a furnished machine; undefined when there is none. */
export async function findMachine(marker: readonly string[]): Promise<ProcessIdentity | undefined> {
  const found = await findProcesses(marker);
  return found.find(({ argv, numbers }) => argv[0] === 'perl' && numbers.length > 1 && numbers.at(-1) === 1);
}

/** Ends everything that belongs to machines with this marker, half-made ones included. Answers how many there were. */
export async function endMachines(marker: readonly string[]): Promise<number> {
  let ended = 0;
  for (let found = await findProcesses(marker); found.length > 0; found = await findProcesses(marker)) {
    // What waits outside for a first process holds its mounts, and must outlive all in there: were the last one a process
    // that serves a mounted disk over FUSE, its own end would wait for its answer, and the kernel has no way out of that.
    const inner = found.filter(({ numbers }) => numbers.length > 1);
    await Promise.all(
      (inner.length > 0 ? inner : found).map(async ({ pid, startTime }) => {
        if ((await stopProcess(pid, { graceMs: 0, startTime })) === 'killed') ended++;
      }),
    );
  }
  return ended;
}

export interface Machine {
  /** Of its first process. */
  readonly pid: number;
  readonly cgroup: string;
}

/** The command line that runs a program inside the machine, for `run` and the like. */
export async function inMachine(
  machine: Machine,
  command: string,
  args: readonly string[],
): Promise<{ command: string; args: string[] }> {
  return enter(machine, 'cd / && exec "$@"', [command, ...args]);
}

export interface ServiceOptions {
  /** Standard output and error are appended here. */
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Open files of ours that it gets as 3, 4, ... A socket stays in the network in which it was made. */
  readonly files?: readonly number[];
}

/** Starts a daemon inside the machine, in a session of its own, as a child of the machine's first process. */
export async function startInMachine(
  machine: Machine,
  command: string,
  args: readonly string[],
  options: ServiceOptions,
): Promise<void> {
  const line = await enter(machine, 'cd / && exec setsid --fork "$@"', [command, ...args]);
  const log = await open(options.logFile, 'a', 0o640);
  try {
    const child = spawn(line.command, line.args, {
      detached: true,
      shell: false,
      stdio: ['ignore', log.fd, log.fd, ...(options.files ?? [])],
      env: { ...process.env, ...options.env },
    });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code === 0) return;
    const said = (await readFile(options.logFile, 'utf8')).trimEnd().split('\n').slice(-3).join(' ');
    const exit = code === null ? {} : { exitCode: code };
    throw new CommandError({ code: 'command-failed', command, args, deadlineMs: 0, stdout: '', stderr: said, ...exit });
  } finally {
    await log.close();
  }
}

async function enter(machine: Machine, script: string, words: readonly string[]) {
  // The cgroup is joined from outside: its namespace does not let anybody in who is in none of its cgroups.
  const spaces = ['nsenter', '--target', String(machine.pid), '--all', '--'];
  const procs = await scopeOf(machine.cgroup);
  // The directory that we are in belongs to the mounts outside, so the script leaves it.
  return { command: 'sh', args: ['-c', join, 'sh', ...procs, '--', ...spaces, 'sh', '-c', script, 'sh', ...words] };
}
