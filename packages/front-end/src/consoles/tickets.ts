import { randomBytes } from 'node:crypto';
import type { ConsoleType, Limits } from '@skerry/domain';
import type { Clock } from '@skerry/kit';

/** What a ticket is good for, and whose it is. */
export interface ConsoleGrant {
  readonly userId: number;
  /** The log-in that asked for it: when that ends, so does the console. */
  readonly tokenId: number;
  readonly instanceId: number;
  readonly type: ConsoleType;
}

/** Seconds from the ticket to the WebSocket. Shorter fails on slow links; longer gives a thief time. */
export const ticketSeconds = 30;

/**
 * One-time tickets, in memory: they live for seconds, and a front-end that starts again has no open consoles either.
 * The page of a browser cannot send its log-in along with a WebSocket in a header, and a cookie alone would let pages
 * of other sites open one: so each WebSocket brings a secret that only an answer to our own request can hold.
 */
export class ConsoleTickets {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #mostEach: number;
  readonly #open = new Map<string, { readonly grant: ConsoleGrant; readonly endsMs: number }>();

  constructor(clock: Clock, limits: Limits) {
    this.#clock = clock;
    this.#most = limits['console-tickets'];
    this.#mostEach = limits['console-tickets-user'];
  }

  issue(grant: ConsoleGrant): { readonly ticket: string; readonly expiresAt: string } {
    const now = this.#clock.monotonicMs();
    for (const [ticket, { endsMs }] of this.#open) {
      if (endsMs > now && this.#open.size < this.#most) break;
      this.#open.delete(ticket);
    }
    this.#makeRoomFor(grant.userId);
    const ticket = randomBytes(32).toString('base64url');
    this.#open.set(ticket, { grant, endsMs: now + ticketSeconds * 1000 });
    const expiresAt = new Date(this.#clock.now().getTime() + ticketSeconds * 1000).toISOString();
    return { ticket, expiresAt };
  }

  /** Who asks for more and more pushes out its own. */
  #makeRoomFor(userId: number): void {
    const own = [...this.#open].filter(([, { grant }]) => grant.userId === userId);
    for (const [ticket] of own.slice(0, Math.max(0, own.length + 1 - this.#mostEach))) this.#open.delete(ticket);
  }

  /** What the ticket is good for; undefined when it was used, has expired or never was one. It is used up by this. */
  redeem(ticket: string): ConsoleGrant | undefined {
    const known = this.#open.get(ticket);
    this.#open.delete(ticket);
    return known !== undefined && known.endsMs > this.#clock.monotonicMs() ? known.grant : undefined;
  }
}
