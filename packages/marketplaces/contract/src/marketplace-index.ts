/**
 * All that a marketplace offers, as a value: searched without it, however many there are, and kept as text. It never
 * changes; a newer reading is another one.
 */
import type { Entry, Query } from './entry.ts';

export interface Found {
  readonly entries: readonly Entry[];
  readonly next?: string;
  readonly total: number;
}

export const mostOnPage = 200;
const usualOnPage = 50;

export class MarketplaceIndex {
  /** ISO 8601: when the marketplace said so. */
  readonly readAt: string;
  /** By name, then by reference. */
  readonly entries: readonly Entry[];
  /** What is searched of each, in small letters, its name in front. */
  readonly #texts: readonly string[];
  readonly #names: readonly string[];

  private constructor(readAt: string, entries: readonly Entry[]) {
    this.readAt = readAt;
    this.entries = entries;
    this.#names = entries.map(({ name }) => name.toLowerCase());
    this.#texts = entries.map(({ name, reference, description = '' }) =>
      `${name}\n${reference}\n${description}`.toLowerCase(),
    );
  }

  /** Of several with one reference the last counts. */
  static of(entries: Iterable<Entry>, readAt: Date | string): MarketplaceIndex {
    const byReference = new Map([...entries].map((entry) => [entry.reference, entry]));
    const sorted = [...byReference.values()].sort((a, b) => order(a.name, b.name) || order(a.reference, b.reference));
    return new MarketplaceIndex(typeof readAt === 'string' ? readAt : readAt.toISOString(), sorted);
  }

  /** Best first: the name itself, what begins so, what has it in its name, and the rest; each by name. */
  search({ text = '', architecture, kind, limit = usualOnPage, after }: Query): Found {
    const words = text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const rankOf = rankedBy(words);
    const ranks: number[][] = [[], [], [], []];
    this.#texts.forEach((searched, i) => {
      if (!words.every((word) => searched.includes(word))) return;
      const { architectures, kinds } = this.entries[i] as Entry;
      if (architecture !== undefined && architectures.length > 0 && !architectures.includes(architecture)) return;
      if (kind !== undefined && kinds.length > 0 && !kinds.includes(kind)) return;
      ranks[rankOf(this.#names[i] as string)]?.push(i);
    });
    const found = ranks.flat();
    const begin = after === undefined ? 0 : this.#placeAfter(after, ranks);
    const page = found.slice(begin, begin + Math.min(Math.max(1, Math.trunc(limit)), mostOnPage));
    const last = page.at(-1);
    const rank = ranks.findIndex((each) => last !== undefined && each.includes(last));
    const more = last !== undefined && begin + page.length < found.length;
    return {
      entries: page.map((i) => this.entries[i] as Entry),
      total: found.length,
      ...(more ? { next: cursorOf(rank, this.entries[last] as Entry) } : {}),
    };
  }

  /** A cursor names an entry, not a place: it means the same in a newer reading, though that entry may be gone. */
  #placeAfter(cursor: string, ranks: readonly (readonly number[])[]): number {
    const { rank, name, reference } = parseCursor(cursor);
    const before = ranks.slice(0, rank).reduce((sum, each) => sum + each.length, 0);
    const isUpTo = (i: number) => {
      const entry = this.entries[i] as Entry;
      return (order(entry.name, name) || order(entry.reference, reference)) <= 0;
    };
    const own = ranks[rank] ?? [];
    const beyond = own.findIndex((i) => !isUpTo(i));
    return before + (beyond === -1 ? own.length : beyond);
  }
}

/** Not by any language: the same everywhere. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Made once for a search, for it is asked of each entry. */
function rankedBy(words: readonly string[]): (name: string) => number {
  const [first = ''] = words;
  const [isOne, own] = [words.length === 1, `/${first}`];
  if (first === '') return () => 3;
  return (name) => {
    if (isOne && (name === first || name.endsWith(own))) return 0;
    if (name.startsWith(first)) return 1;
    return words.every((word) => name.includes(word)) ? 2 : 3;
  };
}

const cursorOf = (rank: number, { name, reference }: Entry): string =>
  Buffer.from(JSON.stringify([rank, name, reference])).toString('base64url');

/** Of one that is none of ours: the beginning. */
function parseCursor(cursor: string): { rank: number; name: string; reference: string } {
  const [rank, name, reference] = partsOf(cursor);
  if (typeof rank !== 'number' || typeof name !== 'string' || typeof reference !== 'string') {
    return { rank: 0, name: '', reference: '' };
  }
  return { rank: Math.min(Math.max(0, Math.trunc(rank)), 3), name, reference };
}

function partsOf(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
