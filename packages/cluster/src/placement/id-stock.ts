import { SkerryError } from '@skerry/kit';
import type { Session } from '@skerry/link';
import type { Store } from '@skerry/store';
import { IdBlocks } from './id-blocks.ts';

/** What can be made at a site. */
const kinds = ['instance', 'disk', 'command', 'token'] as const;

/** Numbers taken from a block at once. Larger: a restart skips more. Smaller: the store is asked more often. */
const atOnce = 20;

interface Shelf {
  readonly blocks: IdBlocks;
  ready: number[];
  /** Blocks are for one taker at a time. */
  turn: Promise<unknown>;
}

/** Numbers for what people make at the site, kept in stock while the link is up, so that there are some when it is cut. */
export class IdStock {
  private readonly store: Store;
  private readonly shelves: ReadonlyMap<string, Shelf>;

  constructor(store: Store, upward: Session) {
    this.store = store;
    this.shelves = new Map(
      kinds.map((kind) => [kind, { blocks: new IdBlocks(store, upward, kind), ready: [], turn: Promise.resolve() }]),
    );
  }

  /** Asks for what is missing; while the link is cut it does nothing. Safe to repeat. */
  async fill(): Promise<void> {
    for (const { blocks } of this.shelves.values()) await blocks.keepSpare();
  }

  /** @throws SkerryError `site-out-of-numbers`. */
  async next(kind: string): Promise<number> {
    const shelf = this.shelves.get(kind);
    if (shelf === undefined) throw new Error(`no numbers for a ${kind} are kept at a site`);
    const mine = shelf.turn.then(() => this.take(kind, shelf));
    shelf.turn = mine.catch(() => {});
    return mine;
  }

  private async take(kind: string, shelf: Shelf): Promise<number> {
    const known = shelf.ready.shift();
    if (known !== undefined) return known;
    const taken = (await shelf.blocks.take(atOnce)) ?? (await shelf.blocks.take(1));
    if (taken === undefined) {
      throw new SkerryError({
        code: 'site-out-of-numbers',
        kind: 'failed',
        message: `This site has no number left for a new ${kind}: they come from the front-end, in stock for a cut.`,
        hint: 'It gets more when the link to the front-end is up.',
      });
    }
    // On disk before the first is used: a crash skips numbers and never repeats one.
    await this.store.commit({ writes: [taken.write] });
    const [first, ...rest] = taken.ids;
    shelf.ready = rest;
    return first as number;
  }
}
