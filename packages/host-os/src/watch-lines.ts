import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface LineWatch {
  /** Ends the program; `onEnd` is then not called. */
  stop(): void;
}

export interface WatchOptions {
  readonly onLine: (line: string) => void;
  /** The program ended, or could not be started, without being asked to; the text is the end of standard error. */
  readonly onEnd: (stderrTail: string) => void;
}

/** Follows what a long-running program prints, line by line. The program dies with us, even when we are killed. */
export function watchLines(command: string, args: readonly string[], options: WatchOptions): LineWatch {
  // The kernel ends it with its parent: a watch that nobody reads would stay for ever.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', command, ...args], {
    shell: false,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  let over = false;
  let stderr = '';
  const end = (text: string) => {
    process.off('exit', kill);
    if (over) return;
    over = true;
    options.onEnd(text);
  };
  const kill = () => child.kill('SIGTERM');
  process.on('exit', kill);
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!over) options.onLine(line);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = `${stderr}${chunk.toString()}`.slice(-600);
  });
  child.on('error', (error) => end(error.message));
  child.on('close', () => end(stderr.trim()));
  return {
    stop() {
      over = true;
      kill();
    },
  };
}
