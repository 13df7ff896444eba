import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { Duplex } from 'node:stream';
import { CommandError } from './command-error.ts';

const killAfterMs = 2_000;

/**
 * Starts a program and gives its standard input and output as one stream, for terminals. Destroying or ending the stream
 * ends the program (SIGTERM, two seconds later SIGKILL); when the program ends, so does the stream. Standard error goes
 * into the same stream.
 * @throws CommandError `command-missing` when the program cannot be started.
 */
export async function openProcessStream(command: string, args: readonly string[]): Promise<Duplex> {
  return (await spawnStream(command, args)).stream;
}

/** A program that goes on when nothing more is said to it. Destroying the stream ends it. */
export interface RunningCommand extends Duplex {
  /** As a shell says it: of a signal 128 and its number. Once the stream has closed. */
  readonly status: Promise<number>;
}

/** The same, but ending the stream only ends the program's standard input. */
export async function openCommand(command: string, args: readonly string[]): Promise<RunningCommand> {
  const { stream, child } = await spawnStream(command, args, 0, 'input');
  return Object.assign(stream, { status: statusOf(child) });
}

export const statusOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });

/** The same with `more` pipes beside the three that every program has: `child.stdio[3]` and on. */
export async function spawnStream(
  command: string,
  args: readonly string[],
  more = 0,
  /** What the end of the stream ends. */
  ends: 'program' | 'input' = 'program',
): Promise<{ readonly stream: Duplex; readonly child: ChildProcess }> {
  // A session of its own, so that the whole group can be ended and nothing else is.
  const stdio = ['pipe', 'pipe', 'pipe', ...Array<'pipe'>(more).fill('pipe')] as ['pipe', 'pipe', 'pipe'];
  const child = spawn(command, [...args], { shell: false, stdio, detached: true });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new CommandError({ code: 'command-missing', command, args, deadlineMs: 0, stdout: '', stderr: '' }, cause);
  }
  const { stdin, stdout, stderr } = child;
  const signal = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  const stop = () => {
    signal('SIGTERM');
    setTimeout(() => signal('SIGKILL'), killAfterMs).unref();
  };
  const stream = new Duplex({
    write: (chunk: Buffer, _encoding, done) => void stdin.write(chunk, done),
    final(done) {
      stdin.end();
      if (ends === 'program') stop();
      done();
    },
    read() {
      stdout.resume();
      stderr.resume();
    },
    destroy(error, done) {
      stop();
      done(error);
    },
  });
  for (const source of [stdout, stderr]) {
    source.on('data', (chunk: Buffer) => {
      if (!stream.push(chunk)) source.pause();
    });
  }
  // The program may be gone before it read what was typed.
  stdin.on('error', () => stream.destroy());
  child.once('close', () => {
    // What it said last is read first.
    stream.once('end', () => stream.destroy());
    stream.push(null);
  });
  return { stream, child };
}
