import { ProtocolError } from '../frames/protocol-error.ts';

/**
 * Owns what we have taken in: `received` is the highest number that arrived, `handled` the highest below which nothing
 * is still in work. The first is told when a connection resumes; the second is what we acknowledge, so that a sender
 * stops before we hold more than a window. Pure.
 */
export class Inbox {
  #received = 0;
  readonly #working = new Set<number>();

  get received(): number {
    return this.#received;
  }

  get handled(): number {
    // A set keeps insertion order, and numbers enter in rising order: the first one is the lowest.
    const [oldest] = this.#working;
    return oldest === undefined ? this.#received : oldest - 1;
  }

  /** False for a duplicate. A gap cannot come from an honest peer on an ordered connection. */
  take(seq: number): boolean {
    if (seq <= this.#received) return false;
    if (seq !== this.#received + 1) throw new ProtocolError('a message is missing');
    this.#received = seq;
    return true;
  }

  /** Message `seq` stays unacknowledged until the returned function is called. */
  hold(seq: number): () => void {
    this.#working.add(seq);
    const working = this.#working;
    return () => working.delete(seq);
  }

  reset(): Inbox {
    return new Inbox();
  }
}
