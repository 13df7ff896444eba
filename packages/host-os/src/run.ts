import { execa } from 'execa';
import type { Writable } from 'node:stream';
import { CommandError, type CommandErrorCode } from './command-error.ts';

export interface RunOptions {
  /** After this the process gets SIGTERM, two seconds later SIGKILL, and `run` rejects. No command may wait for ever. */
  readonly deadlineMs?: number;
  /** What comes later may be known only while the program runs already; when that fails, its input ends there. */
  readonly input?: string | Uint8Array | AsyncIterable<string | Uint8Array>;
  /** Added to our own environment; `LC_ALL=C` is always set, because callers read what programs print. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Exit codes that are an answer, not a failure. Default: only 0. */
  readonly okCodes?: readonly number[];
  readonly signal?: AbortSignal;
  /** Called with each line of standard error as it comes: what long commands say about their progress. */
  readonly onStderrLine?: (line: string) => void;
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export const defaultDeadlineMs = 30_000;
const killGraceMs = 2_000;

/**
 * Runs a program to its end, without a shell: arguments reach it as they are. The process dies with us.
 * @throws CommandError with `command-failed`, `command-timeout`, `command-missing` or `command-aborted`.
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const deadlineMs = options.deadlineMs ?? defaultDeadlineMs;
  const okCodes = options.okCodes ?? [0];
  const { onStderrLine } = options;
  const stderr = function* (line: unknown) {
    onStderrLine?.(String(line));
    yield line;
  };
  const subprocess = execa(command, [...args], {
    shell: false,
    reject: false,
    stdin: options.input === undefined ? 'ignore' : 'pipe',
    ...(isText(options.input) ? { input: options.input } : {}),
    stderr: onStderrLine === undefined ? 'pipe' : stderr,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
    env: { ...options.env, LC_ALL: 'C' },
    timeout: deadlineMs,
    forceKillAfterDelay: killGraceMs,
    stripFinalNewline: false,
  });
  const { input } = options;
  if (input !== undefined && !isText(input) && subprocess.stdin) void write(input, subprocess.stdin);
  const result = await Promise.race([subprocess, stuck(deadlineMs + killGraceMs + 1_000, options.signal)]);
  if (result === 'stuck') {
    // A grandchild that holds our pipe, or a process in an uninterruptible wait: nobody is served by waiting with it.
    subprocess.kill('SIGKILL');
    subprocess.stdout?.destroy();
    subprocess.stderr?.destroy();
    throw new CommandError({ code: 'command-timeout', command, args, deadlineMs, stdout: '', stderr: '' });
  }
  if (result.exitCode !== undefined && okCodes.includes(result.exitCode) && !result.timedOut && !result.isCanceled) {
    return { stdout: result.stdout, stderr: result.stderr, code: result.exitCode };
  }
  let code: CommandErrorCode = 'command-failed';
  if (result.timedOut) code = 'command-timeout';
  else if (result.isCanceled) code = 'command-aborted';
  else if (result.code === 'ENOENT' || result.code === 'EACCES') code = 'command-missing';
  throw new CommandError(
    {
      code,
      command,
      args,
      deadlineMs,
      stdout: result.stdout ?? '',
      stderr: result.stderr ?? '',
      ...(result.exitCode === undefined ? {} : { exitCode: result.exitCode }),
      ...(result.signal === undefined ? {} : { signal: result.signal }),
    },
    result.cause,
  );
}

const isText = (input: RunOptions['input']): input is string | Uint8Array =>
  typeof input === 'string' || input instanceof Uint8Array;

/** The program may end without having read it, and is not waited for then. */
async function write(input: AsyncIterable<string | Uint8Array>, to: Writable): Promise<void> {
  to.on('error', () => {});
  try {
    for await (const part of input) to.write(part);
  } catch {
    // It learns by the end of its input, and its caller from whoever failed.
  }
  to.end();
}

function stuck(afterMs: number, signal: AbortSignal | undefined): Promise<'stuck'> {
  return new Promise((resolve) => {
    const give = (ms: number) => setTimeout(() => resolve('stuck'), ms).unref();
    give(afterMs);
    signal?.addEventListener('abort', () => give(killGraceMs + 1_000), { once: true });
  });
}
