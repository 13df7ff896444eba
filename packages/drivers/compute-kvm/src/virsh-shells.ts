/**
 * Calls to libvirt through virsh in its interactive mode: to start a virsh and to connect it costs some 40 ms, to ask
 * one that is connected 1 to 2 ms. Nothing is kept here but processes; they die with us.
 */
import { CommandError, converse, type Conversation } from '@skerry/host-os';
import { plainLine } from '@skerry/kit';

/** At once; more calls wait. Fewer: a guest that is slow to stop holds up the others. More: memory, 10 MB each. */
const most = 6;
/** Without a call for so long, all but one are ended. */
const idleMs = 20_000;

/** What virsh says when it did not get as far as asking. */
const notAsked = /failed to (re)?connect to the hypervisor|no valid connection/i;

/** libvirtd went away. */
export class ConnectionLost extends CommandError {
  /** Before anything was asked; otherwise it may or may not have been done. */
  readonly notAsked = notAsked.test(`${this.stderrTail}\n${this.stdout}`);
}

/**
 * What virsh says of a connection that is gone, or of another one that it made by itself. It writes "error: " and the
 * rest one after the other, and another of its threads may write between them.
 */
const lost = new RegExp(
  `Disconnected from|Reconnected to|client socket is closed|Cannot (recv|write) data|End of file while|${notAsked.source}`,
  'i',
);

export class VirshShells {
  readonly #uri: string;
  readonly #idle: Conversation[] = [];
  readonly #waiting: (() => void)[] = [];
  #open = 0;
  #calls = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Raised when a connection was lost: shells from before have lost theirs too, though not all know it yet. */
  #era = 0;

  constructor(uri: string) {
    this.#uri = uri;
  }

  /**
   * What virsh printed on standard output.
   * @throws CommandError `command-failed` with what virsh said; `command-timeout`; `command-missing`.
   */
  async call(args: readonly string[], deadlineMs: number): Promise<string> {
    if (this.#open >= most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#open += 1;
    const era = this.#era;
    try {
      const shell = this.#rested() ?? (await converse('virsh', ['--quiet', '--connect', this.#uri]));
      const failed = (stderr: string, stdout = '') =>
        ({ code: 'command-failed', command: 'virsh', args, deadlineMs, stdout, stderr }) as const;
      const answer = await this.#ask(shell, args, deadlineMs).catch((error: unknown) => {
        if (!(error instanceof CommandError && error.code === 'command-failed')) throw error;
        // It ended, as it sometimes does with its connection.
        this.#loseAll(era);
        throw new ConnectionLost(failed(error.stderrTail));
      });
      const errors = answer.split('\n').filter((line) => line.startsWith('error: '));
      const isLost = lost.test(answer);
      if (isLost) this.#loseAll(era);
      if (era === this.#era) this.#rest(shell);
      else shell.stop();
      if (errors.length === 0) return answer;
      throw new (isLost ? ConnectionLost : CommandError)(failed(errors.join('\n'), answer));
    } finally {
      this.#open -= 1;
      this.#waiting.shift()?.();
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const shell of this.#idle.splice(0)) shell.stop();
  }

  #loseAll(era: number): void {
    if (era === this.#era) this.#era += 1;
    this.close();
  }

  /** Without the echo of the question and the marks. */
  async #ask(shell: Conversation, args: readonly string[], deadlineMs: number): Promise<string> {
    this.#calls += 1;
    const begin = `<${this.#calls}`;
    const end = `>${this.#calls};`;
    const question = `echo ${quoted(begin)}; ${args.map(quoted).join(' ')}\necho ${quoted(end)}\n`;
    const heard = await shell.ask(question, (text) => placeOf(end, text) >= 0, deadlineMs);
    const echo = heard.lastIndexOf('virsh # echo');
    const answer = heard.slice(0, echo < 0 ? undefined : echo);
    const from = placeOf(begin, answer);
    // What virsh says on standard error may come before the mark: only the marks go through its buffer.
    const before = answer
      .slice(0, Math.max(0, from))
      .split('\n')
      .filter((line) => line.startsWith('error: '));
    return [...before, answer.slice(from + begin.length)].join('\n');
  }

  #rested(): Conversation | undefined {
    for (let last = this.#idle.pop(); last; last = this.#idle.pop()) {
      // A word while it rests is the news that its connection is gone.
      if (!last.ended && !last.heard.includes('error: ')) return last;
      last.stop();
    }
    return undefined;
  }

  #rest(shell: Conversation): void {
    this.#idle.push(shell);
    clearTimeout(this.#timer);
    // After a rush one is enough.
    this.#timer = setTimeout(() => this.#idle.splice(1).forEach((each) => each.stop()), idleMs).unref();
  }
}

/** Where virsh printed a mark, -1 without: at the start of a line, or where an error was about to be said. */
const placeOf = (mark: string, text: string): number => text.search(new RegExp(`(?<=\\n|error: )${mark}`));

/** virsh's own quoting: within double quotes a backslash takes the next character as it is. */
const quoted = (word: string): string => `"${plainLine(word, 'A word for virsh').replaceAll(/["\\]/g, '\\$&')}"`;
