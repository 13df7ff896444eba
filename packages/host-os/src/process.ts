import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { CommandError } from './command-error.ts';
import { readKernelFile } from './kernel-file.ts';
import { writeFileAtomic } from './write-file-atomic.ts';

/** A process beyond doubt: pids are reused, a pid together with its start time (clock ticks since boot) is not. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
}

export interface DetachedOptions {
  /** Standard output and error are appended here. */
  readonly logFile: string;
  /** Written atomically: "<pid> <start time>\n". Read it with `readPidFile`. */
  readonly pidFile?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Its standard input comes to its end when we end, however that happens. Otherwise it has none. */
  readonly leashed?: boolean;
}

/**
 * Starts a daemon in a session of its own: it outlives us and gets no signal meant for our terminal. Returns once the
 * program runs; whether it is ready is for the caller to find out from the program itself.
 * @throws CommandError `command-missing` when the program cannot be started, `command-failed` when it died at once.
 */
export async function startDetached(
  command: string,
  args: readonly string[],
  options: DetachedOptions,
): Promise<ProcessIdentity> {
  const log = await open(options.logFile, 'a', 0o640);
  const failed = (code: 'command-missing' | 'command-failed', stderr: string, cause?: unknown) =>
    new CommandError({ code, command, args, deadlineMs: 0, stdout: '', stderr }, cause);
  try {
    const child = spawn(command, [...args], {
      detached: true,
      shell: false,
      stdio: [options.leashed ? 'pipe' : 'ignore', log.fd, log.fd],
      env: { ...process.env, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    try {
      await once(child, 'spawn');
    } catch (error) {
      throw failed('command-missing', '', error);
    }
    child.unref();
    (child.stdin as (typeof child.stdin & { unref(): void }) | null)?.unref();
    const stat = child.pid === undefined ? undefined : readStat(child.pid);
    if (child.pid === undefined || stat === undefined || stat.state === 'Z') {
      throw failed('command-failed', `it ended at once; see ${options.logFile}`);
    }
    const identity = { pid: child.pid, startTime: stat.startTime };
    if (options.pidFile !== undefined) {
      await writeFileAtomic(options.pidFile, `${identity.pid} ${identity.startTime}\n`);
    }
    return identity;
  } finally {
    await log.close();
  }
}

/** What `startDetached` wrote, or undefined when there is no such file or it says nothing. */
export async function readPidFile(path: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(path, 'utf8').catch(undefinedIfGone);
  const match = /^(\d+) (\d+)\s*$/.exec(text ?? '');
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { pid: Number(match[1]), startTime: match[2] };
}

/** Start time of a live process, in clock ticks since boot; undefined when there is none. */
export function startTimeOf(pid: number): string | undefined {
  const stat = readStat(pid);
  return stat === undefined || stat.state === 'Z' ? undefined : stat.startTime;
}

/** The same as a promise. */
export async function processStartTime(pid: number): Promise<string | undefined> {
  return startTimeOf(pid);
}

/** True while the process runs. Without `startTime` a stranger that got the same pid counts too. A zombie does not. */
export async function processAlive(pid: number, startTime?: string): Promise<boolean> {
  const found = await processStartTime(pid);
  return found !== undefined && (startTime === undefined || found === startTime);
}

export interface StopOptions {
  /** Between SIGTERM and SIGKILL. 0 kills at once. */
  readonly graceMs: number;
  /** Guards against killing a stranger that got the same pid. */
  readonly startTime?: string;
}

/**
 * Ends a process and returns when it is gone; a process that is not there is success.
 * @throws CommandError `command-timeout` when it outlives SIGKILL by five seconds (an uninterruptible wait).
 */
export async function stopProcess(pid: number, options: StopOptions): Promise<'gone' | 'stopped' | 'killed'> {
  const startTime = await processStartTime(pid);
  if (startTime === undefined || (options.startTime !== undefined && options.startTime !== startTime)) return 'gone';
  if (options.graceMs > 0) {
    signalIfThere(pid, 'SIGTERM');
    if (await goneWithin(pid, startTime, options.graceMs)) return 'stopped';
  }
  signalIfThere(pid, 'SIGKILL');
  if (await goneWithin(pid, startTime, 5_000)) return 'killed';
  throw new CommandError({
    code: 'command-timeout',
    command: 'kill',
    args: ['-KILL', String(pid)],
    deadlineMs: 5_000,
    stdout: '',
    stderr: 'the process is in an uninterruptible wait',
  });
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Node has no pidfd, so a process that is not our child can only be looked at again and again. */
async function goneWithin(pid: number, startTime: string, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  while (await processAlive(pid, startTime)) {
    if (performance.now() >= until) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

function readStat(pid: number): { state: string; startTime: string } | undefined {
  const text = readKernelFile(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

/** proc(5): the second field is the name in parentheses and may itself hold spaces and parentheses. */
export function parseStat(text: string): { state: string; startTime: string } | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const startTime = fields[19];
  return state === undefined || startTime === undefined ? undefined : { state, startTime };
}

function undefinedIfGone(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
  throw error;
}
