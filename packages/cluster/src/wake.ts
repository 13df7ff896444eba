import type { Log } from '@skerry/kit';

/**
 * Runs one piece of work at a time for each key, again when it was woken meanwhile, and again later when it failed.
 * The work takes no argument but its key: what woke it does not matter.
 */
export class Wakes<Key> {
  private readonly work: (key: Key) => Promise<boolean>;
  private readonly log: Log;
  private readonly states = new Map<Key, 'running' | 'again'>();
  private readonly retries = new Map<Key, NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private closed = false;

  /** `work` answers true when it changed something and should look again. */
  constructor(work: (key: Key) => Promise<boolean>, log: Log) {
    this.work = work;
    this.log = log;
  }

  wake(key: Key): void {
    if (this.closed) return;
    if (this.states.has(key)) {
      this.states.set(key, 'again');
      return;
    }
    const run = this.run(key).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.retries.values()) clearTimeout(timer);
    await Promise.all(this.running);
  }

  private async run(key: Key): Promise<void> {
    this.states.set(key, 'running');
    clearTimeout(this.retries.get(key));
    this.retries.delete(key);
    try {
      for (;;) {
        this.states.set(key, 'running');
        const changed = await this.work(key);
        if (this.closed) return;
        if (!changed && this.states.get(key) === 'running') return;
      }
    } catch (error) {
      if (this.closed) return;
      this.log.warn({ key, error: String(error) }, 'reconciling failed; tried again in 2 s');
      this.retries.set(
        key,
        setTimeout(() => this.wake(key), 2000),
      );
    } finally {
      this.states.delete(key);
    }
  }
}
