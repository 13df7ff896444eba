import type { Bounds } from './admit.ts';
import { type QuotaDimension, quotaDimensions } from './dimensions.ts';

interface Entry {
  readonly level: 'front-end';
  readonly default: number;
  readonly unit: string;
  readonly why: string;
}

const memory = 'Larger: one user takes the memory of all. Smaller: people with much to run are refused.';
const hosts = 'Larger: one user may fill all hosts. Smaller: people with much to run are refused.';
const datastores = 'Larger: one user may fill the datastores. Smaller: people with many images are refused.';
const shared =
  'Larger: some users together take what is meant for all. Smaller: members are refused for what others have.';

const entry = (value: number, unit: string, why: string): Entry => ({ level: 'front-end', default: value, unit, why });

/** One limit for each dimension, for each user and for each group: the table of limits holds them. */
export const quotaLimits = {
  'user-objects': entry(10_000, 'objects of one user', memory),
  'user-instances': entry(5_000, 'instances of one user', memory),
  'user-templates': entry(1_000, 'templates of one user', memory),
  'user-tokens': entry(
    200,
    'access tokens of one user',
    'Larger: nobody knows them all. Smaller: machines share them.',
  ),
  'user-commands': entry(
    2_000,
    'commands of one user that no cluster has answered',
    'Larger: a cut cluster finds a longer queue before the commands of others. Smaller: large batches must wait.',
  ),
  'user-record-bytes': entry(16_777_216, 'bytes of records of one user', memory),
  'user-cpus': entry(50_000, 'virtual processors of one user', hosts),
  'user-memory-mib': entry(268_435_456, 'MiB of memory of one user', hosts),
  'user-disk-mib': entry(1_073_741_824, 'MiB of disks of one user', hosts),
  'user-image-mib': entry(1_048_576, 'MiB of image files of one user', datastores),
  'group-objects': entry(50_000, 'objects of one group', shared),
  'group-instances': entry(25_000, 'instances of one group', shared),
  'group-templates': entry(5_000, 'templates of one group', shared),
  'group-tokens': entry(2_000, 'access tokens of one group', shared),
  'group-record-bytes': entry(83_886_080, 'bytes of records of one group', shared),
  'group-cpus': entry(250_000, 'virtual processors of one group', shared),
  'group-memory-mib': entry(1_342_177_280, 'MiB of memory of one group', shared),
  'group-disk-mib': entry(5_368_709_120, 'MiB of disks of one group', shared),
  'group-image-mib': entry(5_242_880, 'MiB of image files of one group', shared),
} as const satisfies Readonly<Record<string, Entry>>;

/** What single records, pages of them and kept answers may take. */
export const recordLimits = {
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
} as const satisfies Readonly<Record<string, Entry>>;

const limitOf = {
  objects: 'objects',
  instances: 'instances',
  templates: 'templates',
  tokens: 'tokens',
  waitingCommands: 'commands',
  recordBytes: 'record-bytes',
  cpus: 'cpus',
  memoryMiB: 'memory-mib',
  diskMiB: 'disk-mib',
  imageMiB: 'image-mib',
} as const satisfies Record<QuotaDimension, string>;

/** The bounds of `admit` from the limits of this process. A group gives no commands, so none are counted for it. */
export function boundsFrom(limits: Readonly<Record<keyof typeof quotaLimits, number>>): Bounds {
  const given: Readonly<Record<string, number | undefined>> = limits;
  const of = (whose: string) =>
    Object.fromEntries(
      quotaDimensions.map((dimension) => [
        dimension,
        given[`${whose}-${limitOf[dimension]}`] ?? Number.POSITIVE_INFINITY,
      ]),
    ) as Record<QuotaDimension, number>;
  return { user: of('user'), group: of('group') };
}
