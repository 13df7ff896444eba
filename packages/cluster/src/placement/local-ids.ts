import { Turns } from '@skerry/kit';
import { type Key, put, type Store } from '@skerry/store';
import { keys } from '../keys.ts';

/**
 * Where the numbers of a site itself begin: no front-end ever counts so far, so both can stand in one list. It still has
 * the twelve digits that keys have.
 */
const firstLocal = 900_000_000_000;

/** Numbers taken from the store at once. Larger: a restart skips more. Smaller: the store is asked more often. */
const atOnce = 20;

/** Numbers for what is only of this site, such as commands and log-ins. On disk before they are used: none comes twice. */
export class LocalIds {
  private readonly store: Store;
  private readonly key: Key<number>;
  private ready: number[] = [];
  private readonly turns = new Turns();

  constructor(store: Store, kind: string) {
    this.store = store;
    this.key = keys.localIds(kind);
  }

  next(): Promise<number> {
    return this.turns.take(this.key, () => this.take());
  }

  private async take(): Promise<number> {
    if (this.ready.length === 0) {
      const next = (await this.store.get(this.key))?.value;
      const first = next ?? firstLocal;
      await this.store.commit({ writes: [put(this.key, first + atOnce)] });
      this.ready = Array.from({ length: atOnce }, (_, i) => first + i);
    }
    return this.ready.shift() as number;
  }
}
