/** How what came by feeds, or goes out by them, is read back from a store. */
import { acceptRecord, type FeedName } from '@skerry/contract';
import type { Json, Prefix } from '@skerry/store';
import type { AnsweredCommand } from '@skerry/store/layout/records';
import type { ReadableArea } from './first-reading.ts';

/** A prefix under which the records of one feed lie. */
export function recordArea(
  feed: FeedName,
  prefix: string,
  more: Pick<ReadableArea, 'cursorOf'> & {
    /** The part of the key that says whose they are, before the record's own key. */
    readonly owner?: RegExp;
  } = {},
): ReadableArea {
  const { owner, cursorOf } = more;
  const own = (key: string) => (owner === undefined ? key : key.replace(owner, ''));
  const problem = (key: string, value: Json) => {
    const accepted = acceptRecord(feed, { key: own(key), value });
    return accepted.ok ? undefined : accepted.error.message;
  };
  return {
    prefix,
    problem,
    mended(key, value) {
      const told = toldByOthers[own(key).split('/')[0] ?? ''];
      if (told === undefined || typeof value !== 'object' || value === null || !(told in value)) return undefined;
      const { [told]: _, ...rest } = value as { readonly [name: string]: Json };
      return problem(key, rest) === undefined ? rest : undefined;
    },
    ...(cursorOf === undefined ? {} : { cursorOf }),
  };
}

/** Commands that were answered: what each was, and what came of it. */
export function answeredArea(prefix: Prefix<AnsweredCommand>): ReadableArea {
  const [ofCommand, ofResult] = [recordArea('commands', ''), recordArea('cluster-state', '')];
  return {
    prefix,
    problem(key, value) {
      const { command = null, result = null } = Object(value) as { readonly command?: Json; readonly result?: Json };
      return ofCommand.problem(key, command) ?? ofResult.problem(`command-result/${key}`, result);
    },
  };
}

/** What of a record is a copy of what the level below said: it comes again by itself. */
const toldByOthers: Readonly<Record<string, string>> = { instance: 'observed', 'host-status': 'report' };
