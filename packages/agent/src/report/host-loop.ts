import { backoff, type Log } from '@skerry/kit';

/** Soon enough that nobody waits for a network whose driver stumbled once; later, what cannot work costs little. */
const again = { firstMs: 1000, maxMs: 30_000 } as const;

/**
 * Keeps the host itself as it is wanted and reported. One run at a time; woken during a run, it runs once more; a run
 * that failed or left something undone is repeated after a back-off, until nothing is left.
 */
export class HostLoop {
  private readonly work: () => Promise<boolean>;
  private readonly log: Log;
  private state: 'idle' | 'running' | 'again' = 'idle';
  private attempts = 0;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private done: Promise<void> = Promise.resolve();

  /** `work` answers whether all is done. */
  constructor(work: () => Promise<boolean>, log: Log) {
    this.work = work;
    this.log = log;
  }

  wake(): void {
    if (this.closed) return;
    if (this.state !== 'idle') {
      this.state = 'again';
      return;
    }
    clearTimeout(this.timer);
    this.done = this.run();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.done;
  }

  private async run(): Promise<void> {
    let isDone = false;
    do {
      this.state = 'running';
      isDone = await this.work().catch((error: unknown) => {
        if (!this.closed)
          this.log.error({ error: String(error) }, 'the host could not be reconciled; tried again soon');
        return false;
      });
    } while (this.wokenAgain() && !this.closed);
    this.state = 'idle';
    this.attempts = isDone ? 0 : this.attempts + 1;
    if (!isDone && !this.closed) this.timer = setTimeout(() => this.wake(), backoff(this.attempts, again));
  }

  /** A method, for the compiler: `state` changes while we wait. */
  private wokenAgain(): boolean {
    return this.state === 'again';
  }
}
