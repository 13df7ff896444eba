/** Keeps one level running, as a service manager does: when its life ends, another begins from what is on disk. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Interception } from './interception.ts';
import { Life } from './life.ts';

/** Milliseconds between a death and the next life. */
const restartMs = 20;
/** A dead incarnation may finish what it is in the middle of; then its memory is forgotten, whatever it still waits for. */
const afterlifeMs = 150;

/** What a level leaves to be torn down. It may never return: the life is over already. */
export type Close = () => Promise<void>;

export class Supervisor {
  readonly name: string;
  lives = 0;
  private readonly begin: (life: Life) => Promise<Close>;
  private readonly interception: () => Interception;
  private life: Life | undefined;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  private firstUp = Promise.withResolvers<void>();

  /** `begin` starts the level; what it opened before it failed is closed by `life.onEnd`. */
  constructor(name: string, interception: () => Interception, begin: (life: Life) => Promise<Close>) {
    this.name = name;
    this.interception = interception;
    this.begin = begin;
  }

  /** Resolves when the first life is up. */
  async start(): Promise<void> {
    this.stopping = false;
    this.firstUp = Promise.withResolvers<void>();
    this.running = this.run();
    await this.firstUp.promise;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.life?.end();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const life = new Life(this.name, this.interception);
      this.life = life;
      this.lives += 1;
      const ended = new Promise<void>((resolve) => life.onEnd(resolve));
      let close: Close | undefined;
      try {
        close = await this.begin(life);
        this.firstUp.resolve();
        if (this.isStopping()) life.end();
        await ended;
      } catch {
        // It could not start; as a service manager, try again.
        life.end();
      }
      await Promise.race([close?.().catch(() => {}), delay(afterlifeMs)]);
      if (!this.stopping) await delay(restartMs);
    }
  }

  /** A method, for the compiler: it changes while we wait. */
  private isStopping(): boolean {
    return this.stopping;
  }
}
