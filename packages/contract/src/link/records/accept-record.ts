import { err, ok, type Result } from '@skerry/kit';
import type { z } from 'zod';
import type { FeedChange, FeedName } from '../feeds.ts';
import type { Refusal } from '../refusals.ts';
import { feedRecords, type RecordKind } from './feed-records.ts';
import { unchangedBy } from './unchanged.ts';

/** Longer ones are cut: they are shown to people. */
const mostCharacters = 400;

/** A change before anybody looked at it. */
interface Said {
  readonly key: string;
  readonly value?: unknown;
}

/**
 * What of a change is taken over by its shape alone: the record with what its schema names, and nothing else. A pure
 * function: who may tell it is asked elsewhere.
 */
export function acceptRecord(feed: FeedName, change: Said): Result<FeedChange, Refusal> {
  const kind = recordKindOf(feed, change.key);
  if (kind === undefined) return err({ code: 'key-unknown', message: `No record lies under ${quoted(change.key)}.` });
  if (change.value === undefined) return ok({ key: change.key });
  const read = readBy(kind.schema, change.value);
  if (!read.ok) return err({ code: 'record-malformed', message: `${change.key}: ${read.error}` });
  const value = read.value as NonNullable<FeedChange['value']>;
  if (kind.numbered !== undefined) {
    const said = (value as Record<string, unknown>)[kind.numbered];
    if (said !== numberIn(change.key)) {
      return err({ code: 'record-malformed', message: `${change.key}: its ${kind.numbered} is another number.` });
    }
  }
  return ok({ key: change.key, value });
}

/** What the schema takes of a value, or one sentence of what it has against it. */
export function readBy(schema: z.ZodType, value: unknown): Result<unknown, string> {
  if (unchangedBy(schema)(value)) return ok(value);
  const parsed = schema.safeParse(value);
  return parsed.success ? ok(parsed.data) : err(whatIsWrong(parsed.error));
}

/** Undefined: the feed has no such key. */
export function recordKindOf(feed: FeedName, key: string): RecordKind | undefined {
  const [, noun = '', number] = /^(?:([a-z-]{1,40})(?:\/|$))?(\d{1,15})?$/.exec(key) ?? [];
  const kinds: Readonly<Record<string, RecordKind>> = feedRecords[feed];
  const kind = Object.hasOwn(kinds, noun) ? kinds[noun] : undefined;
  if (kind === undefined) return undefined;
  return (kind.key === 'number') === (number !== undefined) && !(kind.key === 'alone' && key.endsWith('/'))
    ? kind
    : undefined;
}

const numberIn = (key: string): number => Number(key.slice(key.lastIndexOf('/') + 1));

/** One sentence of what a schema has against a value, fit for people and logs whoever wrote the value. */
export function whatIsWrong(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'It has another shape than was agreed on.';
  const path = issue.path.map(String).join('.');
  return clipped(path === '' ? issue.message : `${path}: ${issue.message}`);
}

const quoted = (text: string): string => JSON.stringify(clipped(text));

function clipped(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const readable = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
  return readable.length > mostCharacters ? `${readable.slice(0, mostCharacters)}…` : readable;
}
