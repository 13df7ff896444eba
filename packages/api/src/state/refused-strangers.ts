import type { RouteId } from '@skerry/contract';
import { type Clock, type Log, SkerryError } from '@skerry/kit';
import type { Committer } from './committer.ts';

/** Addresses told apart in one count. More: memory that strangers fill. */
const addressesKept = 1000;

export interface StrangersRefusal {
  readonly address: string;
  readonly code: string;
  readonly status: number;
  readonly requestId: string;
}

export interface RefusedStrangersParts {
  readonly committer: Committer;
  readonly clock: Clock;
  readonly log: Log;
  readonly everyMs: number;
}

interface Count {
  readonly first: string;
  last: string;
  total: number;
  newest: StrangersRefusal;
  readonly codes: Map<string, number>;
  readonly addresses: Map<string, number>;
}

/**
 * Refusals of requests that nobody stands behind, counted in memory and told together: a stranger must not make the
 * store work, push others out of the audit, or fill the log. Of log-ins an audit record is written at each interval, of
 * the rest a line of the log. If we die, the counts since the last interval are lost.
 */
export class RefusedStrangers {
  readonly #parts: RefusedStrangersParts;
  readonly #counts = new Map<RouteId, Count>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: RefusedStrangersParts) {
    this.#parts = parts;
  }

  note(action: RouteId, refusal: StrangersRefusal): void {
    const now = this.#parts.clock.now().toISOString();
    let count = this.#counts.get(action);
    if (count === undefined) {
      count = { first: now, last: now, total: 0, newest: refusal, codes: new Map(), addresses: new Map() };
      this.#counts.set(action, count);
    }
    count.total++;
    count.last = now;
    count.newest = refusal;
    add(count.codes, refusal.code);
    if (count.addresses.has(refusal.address) || count.addresses.size < addressesKept) {
      add(count.addresses, refusal.address);
    }
    this.#timer ??= setTimeout(() => void this.tell(), this.#parts.everyMs);
  }

  /** Writes down what was counted. Call it once more before the store is closed. */
  async tell(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const counts = [...this.#counts];
    this.#counts.clear();
    for (const [action, count] of counts) await this.#tellOne(action, count);
  }

  async #tellOne(action: RouteId, count: Count): Promise<void> {
    const { committer, log } = this.#parts;
    const detail = sentenceOf(count);
    log.info({ action, count: count.total }, `strangers: ${detail}`);
    if (action !== 'session.create') return;
    const { newest } = count;
    try {
      await committer.commit({
        caller: undefined,
        writes: [],
        conditions: [],
        audit: {
          userId: null,
          userName: null,
          address: mostFrequent(count.addresses),
          action,
          object: null,
          detail,
          count: count.total,
          outcome: 'refused',
          status: newest.status,
          code: mostFrequent(count.codes),
          requestId: newest.requestId,
        },
      });
    } catch (error) {
      const code = error instanceof SkerryError ? error.failure.code : 'internal';
      log.error({ err: error, action, code }, 'refusals of strangers could not be audited');
    }
  }
}

const add = (counts: Map<string, number>, key: string) => void counts.set(key, (counts.get(key) ?? 0) + 1);

const falling = (counts: ReadonlyMap<string, number>) => [...counts].sort(([, a], [, b]) => b - a);

const mostFrequent = (counts: ReadonlyMap<string, number>): string => falling(counts)[0]?.[0] ?? '';

const number = (n: number): string => n.toLocaleString('en-US');

function sentenceOf({ total, first, last, codes, addresses }: Count): string {
  const times = total === 1 ? '1 refusal' : `${number(total)} refusals`;
  const more = addresses.size === addressesKept ? ' or more' : '';
  const from = addresses.size === 1 ? '1 address' : `${number(addresses.size)}${more} addresses`;
  const why = falling(codes).map(([code, n]) => `${code} ${number(n)}`);
  return `${times} from ${from} between ${first} and ${last}: ${why.join(', ')}.`;
}
