import { createHash, randomBytes } from 'node:crypto';
import type { Limits } from '@skerry/domain';
import type { Clock } from '@skerry/kit';
import { type Key, put, type Store, type Write } from '@skerry/store';
import type { ConsoleGrant, KeptTicket } from '@skerry/store/layout/records';
import { keys } from '../state/keys.ts';

export type { ConsoleGrant } from '@skerry/store/layout/records';

export interface NewTicket {
  readonly ticket: string;
  readonly expiresAt: string;
  /** In the transaction of the answer. */
  readonly writes: readonly Write[];
  /** Tickets that make room for it, or have run out. */
  readonly leftovers: readonly string[];
}

/** Seconds from the ticket to the WebSocket. Shorter fails on slow links; longer gives a thief time. */
export const ticketSeconds = 30;

/** The number of its user, and what nobody guesses. */
const form = /^(\d{1,15})\.[\w-]{43}$/;

/**
 * One-time tickets, in the store, by a hash: whichever front-end the WebSocket comes to, one of them takes the ticket,
 * and once. The page of a browser cannot send its log-in along with a WebSocket in a header, and a cookie alone would
 * let pages of other sites open one: so each WebSocket brings a secret that only an answer to our own request can hold.
 * If we die, what was not used runs out, and is removed by the next ticket or the sweep.
 */
export class ConsoleTickets {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #most: number;
  readonly #mostEach: number;

  constructor(store: Store, clock: Clock, limits: Limits) {
    this.#store = store;
    this.#clock = clock;
    this.#most = limits['console-tickets'];
    this.#mostEach = limits['console-tickets-user'];
  }

  async issue(grant: ConsoleGrant): Promise<NewTicket> {
    const ticket = `${grant.userId}.${randomBytes(32).toString('base64url')}`;
    const expiresAt = new Date(this.#clock.now().getTime() + ticketSeconds * 1000).toISOString();
    return {
      ticket,
      expiresAt,
      writes: [put(keyOf(grant.userId, ticket), { grant, expiresAt })],
      leftovers: await this.#makeRoomFor(grant.userId),
    };
  }

  /** Who asks for more and more pushes out its own; what nobody used goes as well. */
  async #makeRoomFor(userId: number): Promise<string[]> {
    const all = (await this.#all()).sort((a, b) => (a.expiresAt < b.expiresAt ? -1 : 1));
    const gone = new Set(this.#expired(all));
    const left = all.filter(({ key }) => !gone.has(key));
    const own = left.filter(({ key }) => key.startsWith(keys.ticketsOf(userId)));
    for (const { key } of own.slice(0, Math.max(0, own.length + 1 - this.#mostEach))) gone.add(key);
    for (const { key } of left.slice(0, Math.max(0, left.length + 1 - this.#most))) gone.add(key);
    return [...gone];
  }

  /** What the ticket is good for; undefined when it was used, has expired or never was one. It is used up by this. */
  async redeem(ticket: string): Promise<ConsoleGrant | undefined> {
    const userId = form.exec(ticket)?.[1];
    if (userId === undefined) return undefined;
    const key = keyOf(Number(userId), ticket);
    const entry = await this.#store.get(key);
    if (entry === undefined) return undefined;
    const { grant, expiresAt } = entry.value;
    const { committed } = await this.#store.commit({
      conditions: [{ key, is: 'unchanged-since', modRevision: entry.modRevision }],
      writes: [{ op: 'delete', key }],
    });
    return committed && Date.parse(expiresAt) > this.#clock.now().getTime() ? grant : undefined;
  }

  /** Keys of those that nobody can use any more. */
  async expired(): Promise<string[]> {
    return this.#expired(await this.#all());
  }

  #expired(all: readonly Found[]): string[] {
    const now = this.#clock.now().getTime();
    return all.filter(({ expiresAt }) => Date.parse(expiresAt) <= now).map(({ key }) => key);
  }

  async #all(): Promise<Found[]> {
    const found: Found[] = [];
    let after: string | undefined;
    do {
      const page = await this.#store.list(keys.tickets, after === undefined ? {} : { after });
      for (const { key, value } of page.entries) {
        found.push({ key, expiresAt: value.expiresAt });
      }
      after = page.next;
    } while (after !== undefined);
    return found;
  }
}

interface Found {
  readonly key: string;
  readonly expiresAt: string;
}

const keyOf = (userId: number, ticket: string): Key<KeptTicket> =>
  keys.ticket(userId, createHash('sha256').update(ticket).digest('hex'));
