/**
 * The one table of bounds: what somebody could hold open, queue up or make grow, and how much of it. A number that
 * bounds what a less trusted party may take belongs here and nowhere else, so that an administrator finds and changes
 * it (`--limit NAME=VALUE`). Owns no state; whoever enforces a limit is handed `Limits` and keeps the count.
 */
import { SkerryError } from '@skerry/kit';
import { quotaLimits } from '../quota/bounds.ts';

/** Whose process counts it. The console of a site is the front-end's code in a controller, and has its limits. */
export type LimitLevel = 'front-end' | 'controller' | 'agent';

export interface LimitEntry {
  readonly level: LimitLevel;
  readonly default: number;
  /** What one of it is, as a reader of the table needs it. */
  readonly unit: string;
  /** What goes wrong if it is larger, and if it is smaller. */
  readonly why: string;
}

export const limitTable = {
  ...quotaLimits,
  'audit-records': {
    level: 'front-end',
    default: 20_000,
    unit: 'records',
    why: 'Larger: memory, half a kilobyte each. Smaller: the audit and `explain` forget sooner.',
  },
  consoles: {
    level: 'front-end',
    default: 1_000,
    unit: 'open consoles',
    why: 'Larger: each holds a socket, a stream and up to 512 KiB. Smaller: people wait for each other.',
  },
  'console-tickets': {
    level: 'front-end',
    default: 10_000,
    unit: 'tickets not used yet',
    why: 'Larger: memory. Smaller: a ticket may be gone before it is used.',
  },
  'event-queue': {
    level: 'front-end',
    default: 5_000,
    unit: 'objects waiting for one reader of events',
    why: 'Larger: memory for each reader. Smaller: a busy cloud cuts readers that are only a little slow.',
  },
  'log-in-failures': {
    level: 'front-end',
    default: 5,
    unit: 'failed log-ins in a row that cost nothing',
    why: 'Larger: helps guessing. Smaller: annoys people with long passwords.',
  },
  'log-in-forgive-seconds': {
    level: 'front-end',
    default: 12,
    unit: 'seconds until one failed log-in is forgiven',
    why: 'Larger: who mistyped waits long. Smaller: more guesses in a day.',
  },
  'log-in-remembered': {
    level: 'front-end',
    default: 10_000,
    unit: 'names and addresses whose failures are remembered',
    why: 'Larger: memory that a stranger can fill. Smaller: a stranger with many addresses makes others forgotten.',
  },
  'page-bytes': {
    level: 'front-end',
    default: 2_097_152,
    unit: 'characters of the objects of one page; the object that goes over it is the last',
    why: 'Larger: memory of each request that reads a list. Smaller: more requests for a long list.',
  },
  'record-bytes': {
    level: 'front-end',
    default: 262_144,
    unit: 'bytes that one record may take in memory',
    why: 'Larger: one request makes much memory at every level. Smaller: user data with attributes does not fit.',
  },
  'replies-of-user': {
    level: 'front-end',
    default: 5_000,
    unit: 'answers kept for repetitions of one user; the oldest are forgotten first',
    why: 'Larger: disk. Smaller: a request of a busy user is done twice when it is repeated late.',
  },
  'reply-bytes-of-user': {
    level: 'front-end',
    default: 33_554_432,
    unit: 'characters of those answers',
    why: 'Larger: disk. Smaller: a request of a busy user is done twice when it is repeated late.',
  },
  'request-bytes': {
    level: 'front-end',
    default: 1_048_576,
    unit: 'bytes of a request body',
    why: 'Larger: memory of each request. Smaller: user data with attributes does not fit.',
  },
  'request-seconds': {
    level: 'front-end',
    default: 60,
    unit: 'seconds within which a request must have arrived whole',
    why: 'Larger: slow clients hold their sockets longer. Smaller: bad lines cannot send a large body.',
  },
  'site-audit-records': {
    level: 'controller',
    default: 2_000,
    unit: "records of a site's console, there and in the front-end's copy",
    why: 'Larger: memory at both ends. Smaller: what was done during a long cut is lost before it is told.',
  },
} as const satisfies Readonly<Record<string, LimitEntry>>;

export type LimitName = keyof typeof limitTable;
export type Limits = Readonly<Record<LimitName, number>>;

export const limitNames = Object.keys(limitTable).sort() as LimitName[];

export const defaultLimits: Limits = Object.fromEntries(
  limitNames.map((name) => [name, limitTable[name].default]),
) as Record<LimitName, number>;

/** The defaults with what was given instead. Throws `limit-invalid` for an unknown name or what is no limit. */
export function limitsWith(given: Readonly<Record<string, number>>): Limits {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(limitTable, name)) {
      throw invalid(`There is no limit "${name}". There are: ${limitNames.join(', ')}.`);
    }
    if (!Number.isSafeInteger(value) || value < 1) throw invalid(`The limit ${name} needs a whole number above zero.`);
  }
  return { ...defaultLimits, ...given };
}

/** Reads `NAME=VALUE`, as settings give it. Throws `limit-invalid`. */
export function limitsFrom(texts: readonly string[]): Limits {
  const given = texts.map((text): [string, number] => {
    const [, name, value] = /^\s*([^=\s]+)\s*=\s*(\d{1,15})\s*$/.exec(text) ?? [];
    if (name === undefined) throw invalid(`"${text}" is not NAME=VALUE with a whole number.`);
    return [name, Number(value)];
  });
  return limitsWith(Object.fromEntries(given));
}

const invalid = (message: string): SkerryError =>
  new SkerryError({
    code: 'limit-invalid',
    kind: 'refused',
    message,
    hint: 'The limits are listed in docs/operating.md.',
  });
