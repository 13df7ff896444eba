import { type SkerryError, Turns } from '@skerry/kit';
import type { Session } from '@skerry/link';
import type { Store } from '@skerry/store';
import { IdBlocks } from './id-blocks.ts';
import { LocalIds } from './local-ids.ts';
import { clusterError } from '../errors.ts';

/** What can be made at a site and is known by its number in the whole cloud. */
const leased = ['instance', 'disk'] as const;
/** What is only ever of this site: its numbers come from nobody, and do not run out. */
const local = ['command', 'token'] as const;

/** Numbers taken from a block at once. Larger: a restart skips more. Smaller: the store is asked more often. */
const atOnce = 20;

interface Shelf {
  readonly blocks: IdBlocks;
  ready: number[];
}

/** Numbers for what people make at the site, kept in stock while the link is up, so that there are some when it is cut. */
export class IdStock {
  private readonly store: Store;
  private readonly reserve: number;
  private readonly shelves: ReadonlyMap<string, Shelf>;
  private readonly own: ReadonlyMap<string, LocalIds>;
  /** Blocks are for one taker at a time. */
  private readonly turns = new Turns();

  /** `reserve`: so many of the last numbers of a cut site are its administrators'. */
  constructor(store: Store, upward: Session, reserve: number) {
    this.store = store;
    this.reserve = reserve;
    this.shelves = new Map(leased.map((kind) => [kind, { blocks: new IdBlocks(store, upward, kind), ready: [] }]));
    this.own = new Map(local.map((kind) => [kind, new LocalIds(store, kind)]));
  }

  /** Asks for what is missing, and throws when it does not get it; while the link is cut it does nothing. Safe to repeat. */
  async fill(): Promise<void> {
    for (const { blocks } of this.shelves.values()) await blocks.keepSpare();
  }

  /**
   * Take it last, when nothing is left that could refuse: it is used up. Only `privileged` gets of the reserve.
   *
   * @throws SkerryError `site-out-of-numbers`.
   */
  async next(kind: string, privileged: boolean): Promise<number> {
    const own = this.own.get(kind);
    if (own !== undefined) return own.next();
    const shelf = this.shelves.get(kind);
    if (shelf === undefined) throw new Error(`no numbers for a ${kind} are kept at a site`);
    return this.turns.take(kind, () => this.take(kind, shelf, privileged));
  }

  private async take(kind: string, shelf: Shelf, privileged: boolean): Promise<number> {
    const left = shelf.ready.length + (await shelf.blocks.left());
    if (!privileged && !shelf.blocks.canAsk && left > 0 && left <= this.reserve) {
      throw outOf(`The last ${this.reserve} numbers of this site for a new ${kind} are kept for its administrators.`);
    }
    const known = shelf.ready.shift();
    if (known !== undefined) return known;
    for (;;) {
      const taken = (await shelf.blocks.take(atOnce)) ?? (await shelf.blocks.take(1));
      if (taken === undefined) {
        throw outOf(
          `This site has no number left for a new ${kind}: they come from the front-end, in stock for a cut.`,
        );
      }
      // On disk before the first is used: a crash skips numbers and never repeats one.
      if (!(await this.store.commit(taken)).committed) continue;
      const [first, ...rest] = taken.ids;
      shelf.ready = rest;
      return first as number;
    }
  }
}

const outOf = (message: string): SkerryError => clusterError('site-out-of-numbers', message);
