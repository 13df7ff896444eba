import type { FeedChange } from '@skerry/contract';
import { fits, sizeOf } from './batch-size.ts';

interface Sized {
  readonly change: FeedChange;
  readonly size: number;
}

interface Piece {
  readonly revision: number;
  readonly changes: readonly Sized[];
}

/** Changes kept between the store's watch and the link. More: memory; fewer: the watch waits for the link too often. */
const mostChanges = 2000;
/** Their characters: 2,000 records of the largest kind would be memory again. */
const mostCharacters = 8 * 1024 * 1024;

/**
 * Joins the changes of several revisions into one message while the link is busy, and splits a revision that is too
 * large for one. The cursor moves to a revision only with its last change.
 */
export class ChangeQueue {
  private pieces: Piece[] = [];
  private waiting = 0;
  private characters = 0;
  private ended = false;
  private failure: { readonly error: unknown } | undefined;
  private wake: (() => void)[] = [];
  private cursor: number;

  constructor(from: number) {
    this.cursor = from;
  }

  async push(revision: number, changes: readonly FeedChange[]): Promise<void> {
    while ((this.waiting > mostChanges || this.characters > mostCharacters) && !this.ended) await this.changed();
    const sized = changes.map((change): Sized => ({ change, size: sizeOf(change) }));
    this.pieces.push({ revision, changes: sized });
    this.waiting += sized.length;
    this.characters += charactersOf(sized);
    this.notify();
  }

  end(): void {
    this.ended = true;
    this.notify();
  }

  fail(error: unknown): void {
    this.failure = { error };
    this.notify();
  }

  /** The next message; undefined when the queue has ended. Rejects with what the reader failed with. */
  async take(): Promise<{ revision: number; changes: FeedChange[] } | undefined> {
    while (this.pieces.length === 0) {
      if (this.failure) throw this.failure.error;
      if (this.ended) return undefined;
      await this.changed();
    }
    const taken: Sized[] = [];
    let characters = 0;
    while (this.pieces[0] !== undefined) {
      const { revision, changes } = this.pieces[0];
      const before = taken.length;
      for (const sized of changes) {
        if (!fits(taken.length, characters, sized.size)) break;
        taken.push(sized);
        characters += sized.size;
      }
      const left = changes.slice(taken.length - before);
      if (left.length === 0) {
        this.cursor = revision;
        this.pieces.shift();
        continue;
      }
      // A revision that fits into one message is never told in two.
      if (before > 0 && fitsAlone(changes)) characters -= charactersOf(taken.splice(before));
      else this.pieces[0] = { revision, changes: left };
      break;
    }
    this.waiting -= taken.length;
    this.characters -= characters;
    this.notify();
    return { revision: this.cursor, changes: taken.map(({ change }) => change) };
  }

  private changed(): Promise<void> {
    return new Promise((resolve) => this.wake.push(resolve));
  }

  private notify(): void {
    const wake = this.wake;
    this.wake = [];
    for (const resolve of wake) resolve();
  }
}

const charactersOf = (changes: readonly Sized[]): number => changes.reduce((sum, { size }) => sum + size, 0);

function fitsAlone(changes: readonly Sized[]): boolean {
  let characters = 0;
  return changes.every(({ size }, at) => {
    const does = fits(at, characters, size);
    characters += size;
    return does;
  });
}
