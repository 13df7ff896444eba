import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Limits } from '@skerry/domain';
import { RequestError } from '../errors.ts';

/** Seconds after which a refused one may try again. */
const retryAfter = 5;

/**
 * Bytes of bodies that are in memory for one user: from the headers of a request until its answer is out. Requests wait
 * for their turns with their bodies in hand, so that without this a user's connections times the largest body would be
 * what a user can make us hold.
 */
export class BodyBytes {
  readonly #limits: Limits;
  readonly #held = new Map<number, number>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Before the body is read. Throws `too-many-at-once`. */
  hold(userId: number, request: IncomingMessage, response: ServerResponse): void {
    const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
    // What does not say how long it is may be as long as any; what is too long is refused later, unread.
    const bytes = Math.min(coding === undefined ? Number(length ?? 0) : Infinity, this.#limits['request-bytes']);
    if (bytes === 0) return;
    const held = this.#held.get(userId) ?? 0;
    if (held > 0 && held + bytes > this.#limits['request-bytes-user']) {
      throw new RequestError('too-many-at-once', 'Too many bytes of your requests are under way at once.', {
        retryAfter,
      });
    }
    this.#held.set(userId, held + bytes);
    response.once('close', () => {
      const left = (this.#held.get(userId) ?? bytes) - bytes;
      if (left <= 0) this.#held.delete(userId);
      else this.#held.set(userId, left);
    });
  }
}
