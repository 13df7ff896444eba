import type { FeedChange } from '@skerry/contract';

interface Piece {
  readonly revision: number;
  readonly changes: readonly FeedChange[];
}

/** Changes kept between the store's watch and the link. More: memory; fewer: the watch waits for the link too often. */
const limit = 2000;

/**
 * Joins the changes of several revisions into one message while the link is busy, and splits a revision that is too
 * large for one. The cursor moves to a revision only with its last change.
 */
export class ChangeQueue {
  private pieces: Piece[] = [];
  private waiting = 0;
  private ended = false;
  private failure: { readonly error: unknown } | undefined;
  private wake: (() => void)[] = [];
  private cursor: number;

  constructor(from: number) {
    this.cursor = from;
  }

  async push(revision: number, changes: readonly FeedChange[]): Promise<void> {
    while (this.waiting > limit && !this.ended) await this.changed();
    this.pieces.push({ revision, changes });
    this.waiting += changes.length;
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
  async take(most: number): Promise<{ revision: number; changes: FeedChange[] } | undefined> {
    while (this.pieces.length === 0) {
      if (this.failure) throw this.failure.error;
      if (this.ended) return undefined;
      await this.changed();
    }
    const changes: FeedChange[] = [];
    while (this.pieces.length > 0) {
      const piece = this.pieces[0] as Piece;
      if (changes.length > 0 && changes.length + piece.changes.length > most) break;
      if (piece.changes.length > most) {
        changes.push(...piece.changes.slice(0, most));
        this.pieces[0] = { revision: piece.revision, changes: piece.changes.slice(most) };
        break;
      }
      changes.push(...piece.changes);
      this.cursor = piece.revision;
      this.pieces.shift();
    }
    this.waiting -= changes.length;
    this.notify();
    return { revision: this.cursor, changes };
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
