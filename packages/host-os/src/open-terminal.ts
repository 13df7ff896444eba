import { once } from 'node:events';
import type { Duplex, Readable } from 'node:stream';
import { CommandError } from './command-error.ts';
import { spawnStream, statusOf } from './open-process-stream.ts';
import { run } from './run.ts';

/** Milliseconds until the terminal is there: script(1) makes it at once. */
const openMs = 5_000;

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** What a program says and is told on a terminal of its own. */
export interface Terminal extends Duplex {
  /** The program gets SIGWINCH. Does nothing once the terminal is gone. */
  resize(size: TerminalSize): Promise<void>;
  /** The program's own, once the stream has closed; as a shell says it. */
  readonly status: Promise<number>;
}

/**
 * Starts a program on a terminal of its own, which script(1) provides. Destroying or ending the stream ends the program;
 * when the program ends, so does the stream.
 * @throws CommandError `command-missing` when script(1) is not there, `command-timeout` when no terminal is made.
 */
export async function openTerminal(command: string, args: readonly string[], size: TerminalSize): Promise<Terminal> {
  const program = [command, ...args].map(quote).join(' ');
  // The terminal's name comes by the fourth pipe: it is needed to tell a new size to whoever holds it.
  const line = `tty >&3; exec 3>&-; stty cols ${size.columns} rows ${size.rows}; exec ${program}`;
  const { stream, child } = await spawnStream(
    'script',
    ['--quiet', '--flush', '--return', '--command', line, '/dev/null'],
    1,
  );
  const status = statusOf(child);
  const names = child.stdio[3] as Readable;
  let device: string;
  try {
    const [name] = (await once(names, 'data', { signal: AbortSignal.timeout(openMs) })) as [Buffer];
    device = name.toString().trim();
  } catch (cause) {
    stream.destroy();
    const context = { command, args, deadlineMs: openMs, stdout: '', stderr: '' };
    throw new CommandError({ code: 'command-timeout', ...context }, cause);
  } finally {
    names.destroy();
  }
  return Object.assign(stream, {
    status,
    async resize({ columns, rows }: TerminalSize) {
      // Its name may belong to somebody else by now.
      if (stream.destroyed) return;
      await run('stty', ['-F', device, 'cols', String(columns), 'rows', String(rows)], { deadlineMs: openMs });
    },
  });
}

const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
