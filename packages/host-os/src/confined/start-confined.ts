/**
 * Starts a program that reads what strangers made, shut in: as a user that owns nothing, without capabilities and without
 * a way to get any, in a root file system in memory that holds `/usr` and the files it is given, in an empty network,
 * behind a filter of system calls, with bounds on memory, time and what it writes (decisions 33 and 66). Who is no root
 * starts it as himself, in a user namespace: it is shut in by what there is in its world. It ends with us. Nothing of it
 * is on disk but what it wrote to the files that it may write: those are the caller's.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { CommandError, type CommandErrorCode } from '../command-error.ts';
import { confinedScript } from './confined-script.ts';
import { deniedCalls, deniedSignals, filterOf, machineOf } from './system-calls.ts';
import { numbersOfCalls, worldContents, type WorldPart } from './world-script.ts';

export interface Confinement {
  /** As whom it runs when we are root; see `confinedUser`. It must be able to read what it reads, and own what it writes. */
  readonly user: number;
  /** Host path → the name of the file in that world. */
  readonly reads: Readonly<Record<string, string>>;
  readonly writes: Readonly<Record<string, string>>;
  readonly limits: ConfinedLimits;
  /** After this it is killed. No program may run for ever. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

/** User and group as whom a program is shut in: those that are wished where we may choose, else our own. */
export const confinedUser = (wished: number): number => {
  const us = process.getuid?.() ?? 0;
  return us === 0 ? wished : us;
};

export interface ConfinedLimits {
  /** Of its address space: programs, libraries and threads' stacks count. */
  readonly memoryBytes: number;
  readonly processorSeconds: number;
  /** Of each file that it writes. */
  readonly fileBytes: number;
}

export interface ConfinedProgram {
  readonly stdout: Readable;
  /**
   * Ends when the program has ended and all it said was read.
   * @throws CommandError with `command-failed`, `command-timeout` or `command-aborted`.
   */
  readonly ended: Promise<void>;
  /** Kills it. */
  stop(): void;
}

/** Numbers of getrlimit(2), and what is the same for all. */
const resource = { processor: 0, file: 1, core: 4, processes: 6, files: 7, memory: 9 };
/** Threads count; QEMU's pool has 64. */
const mostProcesses = 256;
const mostFiles = 256;
/** The loader's index of libraries: without it each is looked for in every folder. */
const libraryIndex = '/etc/ld.so.cache';
/** Of standard error. */
const keptCharacters = 4_000;

/** @throws CommandError `command-missing` where there is no Perl. */
export async function startConfined(
  command: string,
  args: readonly string[],
  confinement: Confinement,
): Promise<ConfinedProgram> {
  const { deadlineMs, signal } = confinement;
  const given = await scriptArguments(confinement);
  // Standard input is nothing: what it reads is a file that it was given.
  const child = spawn('perl', ['-e', confinedScript, '--', ...given, command, ...args], {
    shell: false,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const failed = (code: CommandErrorCode, stderr: string, exit: { exitCode?: number; signal?: string }) =>
    new CommandError({ code, command, args, deadlineMs, stdout: '', stderr, ...exit });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = `${stderr}${text}`.slice(-keptCharacters);
  });
  await once(child, 'spawn').catch((cause: unknown) => {
    throw new CommandError(
      { code: 'command-missing', command: 'perl', args: [], deadlineMs, stdout: '', stderr: '' },
      cause,
    );
  });
  let because: CommandErrorCode = 'command-failed';
  const end = (code: CommandErrorCode) => {
    because = code;
    child.kill('SIGKILL');
    // Who does not read any more must not keep us from hearing of its end.
    child.stdout.destroy();
  };
  const timer = setTimeout(() => end('command-timeout'), deadlineMs);
  const abort = () => end('command-aborted');
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  const ended = once(child, 'close').then(([code, killedBy]: (number | string | null)[]) => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    if (code === 0 && because === 'command-failed') return;
    throw failed(because, stderr, {
      ...(typeof code === 'number' ? { exitCode: code } : {}),
      ...(typeof killedBy === 'string' ? { signal: killedBy } : {}),
    });
  });
  // Whoever reads its output first hears of its end later.
  ended.catch(() => {});
  return { stdout: child.stdout, ended, stop: () => end('command-aborted') };
}

async function scriptArguments({ user: wished, reads, writes, limits }: Confinement): Promise<string[]> {
  const parts = (how: WorldPart['how'], files: Readonly<Record<string, string>>): WorldPart[] =>
    Object.entries(files).map(([path, name]) => ({ how, path, name }));
  const index = await access(libraryIndex).then(
    (): WorldPart[] => [{ how: 'file', path: libraryIndex }],
    () => [],
  );
  const contents = worldContents([
    { how: 'folder', path: '/usr' },
    { how: 'device', path: '/dev/null' },
    ...index,
    ...parts('file', reads),
    ...parts('disk', writes),
  ]);
  const bounds: readonly (readonly [number, number])[] = [
    [resource.processor, limits.processorSeconds],
    [resource.file, limits.fileBytes],
    [resource.core, 0],
    [resource.processes, mostProcesses],
    [resource.files, mostFiles],
    [resource.memory, limits.memoryBytes],
  ];
  const filter = filterOf(machineOf(process.arch), [...deniedCalls, ...deniedSignals]).join(' ');
  const ids = [process.pid, confinedUser(wished)].map(String);
  return [...ids, numbersOfCalls(), contents, filter, bounds.map((bound) => bound.join(',')).join(' ')];
}
