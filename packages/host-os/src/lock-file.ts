import { spawn } from 'node:child_process';
import { CommandError } from './command-error.ts';

export interface FileLock {
  /** Fires if the lock is lost while we still think we hold it (its holder was killed). Stop writing then. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Only "somebody else holds it" ends flock with this code. */
const conflictCode = 75;

/**
 * Takes an exclusive lock on a file (made when missing, never removed), or returns undefined when another process holds
 * it. With `waitMs` it waits that long for the other to let go.
 *
 * Node cannot call flock(2), so a child `flock ... cat` holds the lock for us: it echoes one byte once it has the lock,
 * and it ends, which frees the lock, when its input closes. That happens on `release` and also when we are killed, so
 * there are no stale locks to guess about.
 */
export async function lockFile(
  path: string,
  options: { readonly waitMs?: number } = {},
): Promise<FileLock | undefined> {
  const patience = options.waitMs === undefined ? ['--nonblock'] : ['--wait', String(options.waitMs / 1000)];
  const args = [...patience, '--conflict-exit-code', String(conflictCode), '--no-fork', path, 'cat'];
  // A session of its own: Ctrl-C at our terminal must not free the lock while we still clean up.
  const child = spawn('flock', args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // The child may be gone before it reads; its exit says why.
  child.stdin.on('error', () => undefined);
  const lost = new AbortController();
  let releasing = false;
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      if (!releasing) lost.abort();
      resolve();
    });
  });
  const taken = await new Promise<boolean>((resolve, reject) => {
    child.once('error', (cause) => reject(failure('command-missing', args, stderr, undefined, cause)));
    child.once('close', (code) => {
      if (code === conflictCode) resolve(false);
      else reject(failure('command-failed', args, stderr, code ?? undefined));
    });
    child.stdout.once('data', () => resolve(true));
    child.stdin.write('.');
  });
  if (!taken) return undefined;
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as { unref(): void }).unref();
  return {
    lost: lost.signal,
    release: async () => {
      releasing = true;
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}

function failure(
  code: 'command-missing' | 'command-failed',
  args: readonly string[],
  stderr: string,
  exitCode?: number,
  cause?: unknown,
): CommandError {
  const exit = exitCode === undefined ? {} : { exitCode };
  return new CommandError({ code, command: 'flock', args, deadlineMs: 0, stdout: '', stderr, ...exit }, cause);
}
