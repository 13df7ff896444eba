import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CommandError } from './command-error.ts';

export interface Conversation {
  /** What it has said and nobody has taken yet, standard error included, in the order in which it was written. */
  readonly heard: string;
  readonly ended: boolean;
  /** Writes `text`, waits until `complete` finds the answer in what was heard since, and takes all of that. */
  ask(text: string, complete: (heard: string) => boolean, deadlineMs: number): Promise<string>;
  /** Ends the program. What is being asked fails. */
  stop(): void;
}

/**
 * Starts a program that takes one question after the other on its standard input, to save the cost of starting it each
 * time. One question at a time. The program dies with us, even when we are killed.
 * @throws CommandError `command-missing` when it cannot be started; from `ask`, `command-timeout` after the deadline and
 * `command-failed` when the program ended; in both cases it is stopped, for what it says next would be misunderstood.
 */
export async function converse(command: string, args: readonly string[]): Promise<Conversation> {
  const failed = (code: 'command-missing' | 'command-timeout' | 'command-failed', stderr: string, deadlineMs = 0) =>
    new CommandError({ code, command, args, deadlineMs, stdout: '', stderr });
  // One pipe for both outputs keeps their order; the kernel ends the program with its parent.
  const merged = ['--pdeathsig', 'KILL', '--', 'sh', '-c', 'exec "$@" 2>&1', 'sh', command, ...args];
  const child = spawn('setpriv', merged, {
    shell: false,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  let heard = '';
  let ended = false;
  let missing = false;
  let listen = () => {};
  const end = () => {
    ended = true;
    listen();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
    listen();
  });
  // It may be gone before it read what was asked.
  child.stdin.on('error', () => {});
  child.on('close', (exitCode) => {
    // A shell's word for "not found".
    missing = exitCode === 127;
    end();
  });
  child.on('error', end);
  await once(child, 'spawn').catch(() => {
    throw failed('command-missing', '');
  });
  const stop = () => {
    child.kill('SIGKILL');
    end();
  };
  return {
    get heard() {
      return heard;
    },
    get ended() {
      return ended;
    },
    stop,
    ask(text, complete, deadlineMs) {
      return new Promise<string>((resolve, reject) => {
        const give = (error: CommandError) => {
          clearTimeout(timer);
          listen = () => {};
          stop();
          reject(error);
        };
        const timer = setTimeout(() => give(failed('command-timeout', heard, deadlineMs)), deadlineMs);
        listen = () => {
          if (complete(heard)) {
            clearTimeout(timer);
            listen = () => {};
            const answer = heard;
            heard = '';
            resolve(answer);
          } else if (ended) give(failed(missing ? 'command-missing' : 'command-failed', heard));
        };
        if (ended) listen();
        else child.stdin.write(text);
      });
    },
  };
}
