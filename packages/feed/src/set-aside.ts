/**
 * What a store holds and we cannot read, at the start: written before it was checked, by a newer one of us, or by a
 * broken disk. It is moved under `/unreadable/`, where nobody reads it and a person can; so whoever starts after us
 * reads only what fits. If we die in between, the next start finds the rest. Call it before anything else reads.
 */
import type { Clock, Log } from '@skerry/kit';
import type { Entry, Json, Store, Write } from '@skerry/store';

/** Where it lies then: `/unreadable` and its key. */
export const unreadablePrefix = '/unreadable/';

export interface ReadableArea {
  readonly prefix: string;
  /** Why the entry cannot be read; undefined: it can. Gets the key without the prefix. */
  readonly problem: (key: string, value: Json) => string | undefined;
  /** The same without the part that somebody else told, where that alone may be at fault. Nothing is lost then. */
  readonly mended?: (key: string, value: Json) => Json | undefined;
  /** The cursor of the feed that the entry came by: forgotten, it is told anew, and examined this time. */
  readonly cursorOf?: (key: string) => string;
}

export interface SetAside {
  /** Records that lie under `/unreadable/`, from this start and earlier ones. */
  readonly kept: number;
  readonly mended: number;
}

/** Days that it is kept for whoever wants to look. */
const keptDays = 30;
/** More of it is not kept: it may be an enemy's. */
const mostKept = 1000;
const pageLength = 500;
/** Of the 100 that a transaction takes; each record needs two, and a cursor may go with it. */
const atOnce = 30;
/** A longer one is kept by its beginning. */
const mostCharacters = 100_000;

export async function setAsideUnreadable(
  store: Store,
  areas: readonly ReadableArea[],
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<SetAside> {
  const at = clock.now().toISOString();
  let kept = await forgetOld(store, clock);
  let mended = 0;
  for (const area of areas) {
    for await (const entries of pagesOf(store, area.prefix)) {
      const bad = entries.flatMap((entry) => {
        const why = area.problem(entry.key.slice(area.prefix.length), entry.value);
        return why === undefined ? [] : [{ entry, why }];
      });
      for (let i = 0; i < bad.length; i += atOnce) {
        const writes = new Map<string, Write>();
        for (const { entry, why } of bad.slice(i, i + atOnce)) {
          const whole = area.mended?.(entry.key.slice(area.prefix.length), entry.value);
          log.warn({ key: entry.key, why, mended: whole !== undefined }, 'a record in the store cannot be read');
          for (const write of writesFor(entry, why, at, whole, kept < mostKept)) writes.set(write.key, write);
          if (whole === undefined) kept++;
          else mended++;
          const cursor = area.cursorOf?.(entry.key.slice(area.prefix.length));
          if (cursor !== undefined) writes.set(cursor, { op: 'delete', key: cursor });
        }
        await store.commit({ writes: [...writes.values()] });
      }
    }
  }
  return { kept: Math.min(kept, mostKept), mended };
}

function writesFor({ key, value }: Entry, why: string, at: string, whole: Json | undefined, keep: boolean): Write[] {
  const text = JSON.stringify(value);
  const shown = text.length <= mostCharacters ? value : text.slice(0, mostCharacters);
  const aside: Write = { op: 'put', key: unreadablePrefix + key.slice(1), value: { at, why, value: shown } };
  return [whole === undefined ? { op: 'delete', key } : { op: 'put', key, value: whole }, ...(keep ? [aside] : [])];
}

/** Answers how many are left. */
async function forgetOld(store: Store, clock: Clock): Promise<number> {
  const before = clock.now().getTime() - keptDays * 24 * 3600_000;
  let left = 0;
  for await (const entries of pagesOf(store, unreadablePrefix)) {
    const old = entries.filter(({ value }) => !(Date.parse((value as { at: string }).at) > before));
    left += entries.length - old.length;
    for (let i = 0; i < old.length; i += atOnce) {
      await store.commit({ writes: old.slice(i, i + atOnce).map(({ key }) => ({ op: 'delete', key })) });
    }
  }
  return left;
}

async function* pagesOf(store: Store, prefix: string): AsyncGenerator<readonly Entry[]> {
  let after: string | undefined;
  do {
    const page = await store.list(prefix, { limit: pageLength, ...(after === undefined ? {} : { after }) });
    yield page.entries;
    after = page.next;
  } while (after !== undefined);
}
