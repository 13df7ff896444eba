/**
 * Sees processes begin, from outside and at once: the kernel tells in /proc/loadavg which process number it gave out
 * last, so that a look costs one read as long as nothing begins. What is young is looked at again and again, because a
 * process is named by what it executes only after a while.
 */
import { readFileSync } from 'node:fs';

export interface SeenProcess {
  readonly pid: number;
  /** Of `performance.now()`. */
  readonly since: number;
  /** Its arguments, joined by blanks, as they were last. */
  commandLine: string;
  /** Of `performance.now()`: when it had these arguments for the first time. */
  named: number;
  /** Undefined while it runs. */
  ended?: number;
  /** Number 1 in a name space of its own. */
  readonly first: boolean;
}

const lookEveryMs = 1;
/** A large process takes milliseconds to be forked after it got its number; one that ended at once never shows. */
const bornWithinMs = 100;

export class ProcessWatch {
  readonly #seen: SeenProcess[] = [];
  #last = lastPid();
  /** Given out, but not there yet: since when. */
  readonly #unborn = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  #wake: () => void = () => {};

  /** Looks from now on, until `stop`. */
  start(): void {
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
  }

  stop(): readonly SeenProcess[] {
    clearInterval(this.#timer);
    return this.#seen;
  }

  /** The first process for which `is` holds. Throws after the deadline, with what was seen. */
  async until(is: (process: SeenProcess) => boolean, deadlineMs = 30_000): Promise<SeenProcess> {
    const end = performance.now() + deadlineMs;
    for (;;) {
      const found = this.#seen.find(is);
      if (found) return found;
      if (performance.now() > end) {
        throw new Error(`Nothing of the kind began; there were: ${this.#seen.map((p) => p.commandLine).join(' | ')}`);
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #look(): void {
    const now = performance.now();
    const last = lastPid();
    // Numbers start over at the end of their range; the few before that are not worth the trouble.
    for (let pid = last < this.#last ? 1 : this.#last + 1; pid <= last; pid += 1) this.#unborn.set(pid, now);
    this.#last = last;
    for (const [pid, since] of this.#unborn) {
      const status = read(`/proc/${pid}/status`);
      if (status === '' && now - since < bornWithinMs) continue;
      this.#unborn.delete(pid);
      // Threads have numbers of the same row.
      if (!status.includes(`\nTgid:\t${pid}\n`)) continue;
      this.#seen.push({ pid, since: now, commandLine: '', named: now, first: /^NSpid:\t\d+\t1$/m.test(status) });
    }
    for (const process of this.#seen) {
      if (process.ended !== undefined) continue;
      const commandLine = read(`/proc/${process.pid}/cmdline`).replaceAll('\0', ' ').trim();
      if (commandLine === '') {
        // Also for a moment while it executes another program.
        const status = read(`/proc/${process.pid}/status`);
        if (status === '' || status.includes('\nState:\tZ')) process.ended = now;
      } else if (commandLine !== process.commandLine) Object.assign(process, { commandLine, named: now });
    }
    this.#wake();
  }
}

/** Is this the first process of the LXC container? It may take a moment until it is in its cgroup. */
export const isInitOf =
  (container: string) =>
  (process: SeenProcess): boolean =>
    process.first && read(`/proc/${process.pid}/cgroup`).includes(`/lxc.payload.${container}\n`);

/** Is this the QEMU of the libvirt domain? */
export const isQemuOf =
  (domain: string) =>
  (process: SeenProcess): boolean =>
    /^\S*qemu-system/.test(process.commandLine) && process.commandLine.includes(`guest=${domain},`);

function lastPid(): number {
  return Number(readFileSync('/proc/loadavg', 'utf8').trim().split(' ').at(-1));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has ended meanwhile: there is nothing to read.
    return '';
  }
}
