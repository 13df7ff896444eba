/**
 * The first reading of a store, in which a model or a mirror is filled: what it holds and we cannot read was written before
 * it was checked, by a newer one of us, or by a broken disk. That is moved under `/unreadable/`, where nobody reads it and
 * a person can, before the reader is given anything of its page. If we die in between, the next start finds the rest.
 * Nobody may read or write these prefixes before their reading is through: conditions see all that lies there.
 */
import type { Clock, Log } from '@skerry/kit';
import {
  type Entry,
  type Json,
  type Key,
  packed,
  packedDeletes,
  type Prefix,
  put,
  type Store,
  type Write,
} from '@skerry/store';
import { withSealableTexts } from '@skerry/store/layout/sealed-fields';
import { unreadable, type UnreadableRecord } from '@skerry/store/layout/records';

export interface ReadableArea {
  readonly prefix: string;
  /** Why the entry cannot be read; undefined: it can. Gets the key without the prefix. */
  readonly problem: (key: string, value: Json) => string | undefined;
  /** The same without the part that somebody else told, where that alone may be at fault. Nothing is lost then. */
  readonly mended?: (key: string, value: Json) => Json | undefined;
  /** The cursor of the feed that the entry came by: forgotten, it is told anew, and examined this time. */
  readonly cursorOf?: (key: string) => string;
}

/** Today's value of what lies under a key; itself where it is that already. */
type Today = (key: string, value: Json) => Json;

export interface FirstReadingOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Unless given, nothing is of an earlier version. */
  readonly today?: Today;
}

/** Days that it is kept for whoever wants to look. */
const keptDays = 30;
/** More of it is not kept: it may be an enemy's. */
const mostKept = 1000;
const pageLength = 500;
/** A longer one is kept by its beginning. */
const mostCharacters = 100_000;

/** One for each start of a store. */
export class FirstReading {
  readonly #store: Store;
  readonly #areas: readonly ReadableArea[];
  readonly #today: Today;
  readonly #log: Log;
  readonly #at: string;
  #kept: number;

  private constructor(store: Store, areas: readonly ReadableArea[], today: Today, log: Log, at: string, kept: number) {
    this.#store = store;
    this.#areas = areas;
    this.#today = today;
    this.#log = log;
    this.#at = at;
    this.#kept = kept;
  }

  static async begin(
    store: Store,
    areas: readonly ReadableArea[],
    { clock, log, today = (_, value) => value }: FirstReadingOptions,
  ): Promise<FirstReading> {
    return new FirstReading(store, areas, today, log, clock.now().toISOString(), await forgetOld(store, clock));
  }

  /** Records that lie under `/unreadable/`, from this start so far and earlier ones. */
  get kept(): number {
    return Math.min(this.#kept, mostKept);
  }

  /** All that can be read under the prefix, by pages. */
  async *pages(prefix: string, limit?: number): AsyncGenerator<readonly Entry[]> {
    for await (const entries of pagesOf<Json>(this.#store, prefix, limit)) yield await this.take(entries);
  }

  /** What of a page can be read. The rest lies aside when it resolves; what could be mended is as it will be read again. */
  async take(asWritten: readonly Entry[]): Promise<readonly Entry[]> {
    const entries = await this.#ofToday(asWritten);
    const bad = new Map<string, Bad>();
    for (const entry of entries) {
      const area = this.#areas.find(({ prefix }) => entry.key.startsWith(prefix));
      const key = entry.key.slice(area?.prefix.length);
      const why = area?.problem(key, entry.value);
      if (area === undefined || why === undefined) continue;
      bad.set(entry.key, { entry, why, whole: area.mended?.(key, entry.value), cursor: area.cursorOf?.(key) });
    }
    if (bad.size === 0) return entries;
    await this.#setAside(bad.values());
    return entries.flatMap((entry) => {
      const found = bad.get(entry.key);
      if (found === undefined) return [entry];
      return found.whole === undefined ? [] : [{ ...entry, value: found.whole }];
    });
  }

  /** What an earlier build wrote otherwise is written as it is now: nobody asks for it as it was. */
  async #ofToday(entries: readonly Entry[]): Promise<readonly Entry[]> {
    const changed = new Map<string, Json>();
    for (const { key, value } of entries) {
      const today = this.#today(key, value);
      if (today !== value) changed.set(key, today);
    }
    if (changed.size === 0) return entries;
    this.#log.info({ records: changed.size }, 'records of an earlier version were written anew');
    for (const { transaction } of packed([...changed], ([key, value]) => ({ writes: [put(key, value)] })))
      await this.#store.commit(transaction);
    return entries.map((entry) => {
      const value = changed.get(entry.key);
      return value === undefined ? entry : { ...entry, value };
    });
  }

  async #setAside(bad: Iterable<Bad>): Promise<void> {
    const portions = [...bad].map(({ entry, why, whole, cursor }) => {
      this.#log.warn({ key: entry.key, why, mended: whole !== undefined }, 'a record in the store cannot be read');
      const writes = writesFor(entry, why, this.#at, whole, this.#kept < mostKept);
      if (whole === undefined) this.#kept++;
      if (cursor !== undefined) writes.push({ op: 'delete', key: cursor });
      return { writes };
    });
    for (const { transaction } of packed(portions, (portion) => portion)) await this.#store.commit(transaction);
  }
}

interface Bad {
  readonly entry: Entry;
  readonly why: string;
  /** Of what could be mended. */
  readonly whole: Json | undefined;
  readonly cursor: string | undefined;
}

function writesFor({ key, value }: Entry, why: string, at: string, whole: Json | undefined, keep: boolean): Write[] {
  const kept = withSealableTexts(value);
  const text = JSON.stringify(kept);
  const shown = text.length <= mostCharacters ? kept : text.slice(0, mostCharacters);
  const aside = put(asideOf(key), { at, why, value: shown });
  return [whole === undefined ? { op: 'delete', key } : { op: 'put', key, value: whole }, ...(keep ? [aside] : [])];
}

const asideOf = (key: string): Key<UnreadableRecord> => unreadable + key.slice(1);

/** Answers how many are left. */
async function forgetOld(store: Store, clock: Clock): Promise<number> {
  const before = clock.now().getTime() - keptDays * 24 * 3600_000;
  let left = 0;
  for await (const entries of pagesOf(store, unreadable)) {
    const old = entries.filter(({ value }) => !(Date.parse(value.at) > before));
    left += entries.length - old.length;
    for (const { transaction } of packedDeletes(old.map(({ key }) => key))) await store.commit(transaction);
  }
  return left;
}

async function* pagesOf<T>(store: Store, prefix: Prefix<T>, limit = pageLength): AsyncGenerator<readonly Entry<T>[]> {
  let after: string | undefined;
  do {
    const page = await store.list(prefix, { limit, ...(after === undefined ? {} : { after }) });
    yield page.entries;
    after = page.next;
  } while (after !== undefined);
}
