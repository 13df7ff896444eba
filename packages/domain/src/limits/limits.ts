/**
 * The one table of bounds: what somebody could hold open, queue up or make grow, and how much of it. A number that
 * bounds what a less trusted party may take belongs here and nowhere else, so that an administrator finds and changes
 * it (`--limit NAME=VALUE`). Owns no state; whoever enforces a limit is handed `Limits` and keeps the count.
 */
import { quotaLimits, recordLimits } from '../quota/bounds.ts';

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
  ...recordLimits,
  'audit-administrative-days': {
    level: 'front-end',
    default: 400,
    unit: 'days that records of what administrators did to people and the parts of the cloud are kept',
    why: 'Larger: disk and memory. Smaller: what happened last year cannot be told.',
  },
  'audit-administrative-records': {
    level: 'front-end',
    default: 50_000,
    unit: 'of these records, whatever their age',
    why: 'Larger: memory, half a kilobyte each. Smaller: a script of an administrator makes older ones forgotten before their time.',
  },
  'audit-records': {
    level: 'front-end',
    default: 20_000,
    unit: 'all other audit records',
    why: 'Larger: memory, half a kilobyte each. Smaller: the audit and `explain` forget sooner.',
  },
  'audit-records-cluster': {
    level: 'front-end',
    default: 2_000,
    unit: 'audit records of one site, as told to the front-end',
    why: 'Larger: a cluster that lies takes room from the others. Smaller: a long cut is told in part.',
  },
  'audit-records-strangers': {
    level: 'front-end',
    default: 1_000,
    unit: 'audit records of strangers; each counts many refusals',
    why: 'Larger: strangers take room from users. Smaller: their tries are forgotten sooner.',
  },
  'audit-records-user': {
    level: 'front-end',
    default: 5_000,
    unit: 'audit records of one user',
    why: 'Larger: one user takes room from the others. Smaller: a busy user is forgotten sooner.',
  },
  'audit-stranger-seconds': {
    level: 'front-end',
    default: 60,
    unit: 'seconds of refusals of strangers that become one record',
    why: 'Larger: administrators see them later, and a crash loses more. Smaller: strangers make the store work.',
  },
  connections: {
    level: 'front-end',
    default: 8_000,
    unit: 'connections to the API in all',
    why: 'Larger: memory and file descriptors. Smaller: people wait for each other.',
  },
  'connections-address': {
    level: 'front-end',
    default: 1_000,
    unit: 'connections of one address (IPv6: one /64), unless it is a proxy that is believed',
    why: 'Larger: one machine takes the place of many. Smaller: an office behind one address is cut short.',
  },
  'connections-user': {
    level: 'front-end',
    default: 1_000,
    unit: "connections over which one user's requests come",
    why: 'Larger: one user takes the place of many. Smaller: scripts with many requests at once are refused.',
  },
  'cluster-share-characters': {
    level: 'front-end',
    default: 256 * 1024 * 1024,
    unit: 'characters of all records of one cluster',
    why: 'Larger: one cluster alone can fill the memory of the front-end. Smaller: a cluster of thousands is not shown whole.',
  },
  'cluster-share-records': {
    level: 'front-end',
    default: 250_000,
    unit: 'records of one cluster: its instances with their histories, disks, leases, hosts and answers',
    why: 'Larger: many small records fill memory, too. Smaller: a cluster of thousands is not shown whole.',
  },
  'command-history': {
    level: 'front-end',
    default: 10_000,
    unit: 'answered commands that are remembered',
    why: 'Larger: the state file, some kilobytes each. Smaller: what became of a command is forgotten sooner.',
  },
  'command-history-user': {
    level: 'front-end',
    default: 2_000,
    unit: 'of them of one user',
    why: 'Larger: one user makes those of others forgotten. Smaller: a busy user is forgotten sooner.',
  },
  'console-tickets': {
    level: 'front-end',
    default: 10_000,
    unit: 'tickets not used yet',
    why: 'Larger: memory. Smaller: a ticket may be gone before it is used.',
  },
  'console-tickets-user': {
    level: 'front-end',
    default: 200,
    unit: 'tickets of one user not used yet; the oldest makes room',
    why: 'Larger: one user takes room from the others. Smaller: a wall of consoles does not open at once.',
  },
  consoles: {
    level: 'front-end',
    default: 1_000,
    unit: 'open consoles',
    why: 'Larger: each holds a socket, a stream and up to 512 KiB. Smaller: people wait for each other.',
  },
  'consoles-user': {
    level: 'front-end',
    default: 100,
    unit: 'open consoles of one user',
    why: 'Larger: one user shuts out the others. Smaller: a wall of consoles does not fit.',
  },
  'event-queue': {
    level: 'front-end',
    default: 5_000,
    unit: 'objects waiting for one reader of events',
    why: 'Larger: memory for each reader. Smaller: a busy cloud cuts readers that are only a little slow.',
  },
  'host-growth-percent': {
    level: 'front-end',
    default: 125,
    unit: 'percent of what was approved of a host that its report is believed up to; clusters count with their own',
    why: "Larger: a host that lies gets more of other people's guests. Smaller: administrators are asked for nothing.",
  },
  'host-share-characters': {
    level: 'controller',
    default: 16 * 1024 * 1024,
    unit: 'characters of all that one host observes',
    why: 'Larger: one host alone can fill the memory of its controller. Smaller: a host of hundreds of guests is not shown whole.',
  },
  'host-share-records': {
    level: 'controller',
    default: 10_000,
    unit: 'records of guests that one host may tell of; each has two, one of them its history',
    why: 'Larger: many small records fill memory, too. Smaller: a host of hundreds of guests is not shown whole.',
  },
  'hosts-cluster': {
    level: 'front-end',
    default: 5_000,
    unit: 'hosts of one cluster',
    why: 'Larger: a cluster that lies fills the catalogue and every placement. Smaller: a large site cannot grow.',
  },
  'history-characters': {
    level: 'controller',
    default: 16_000,
    unit: 'characters that are kept of the history of one instance; the oldest makes room',
    why: 'Larger: memory for each instance, and each of them is told anew with every change. Smaller: what happened last week is forgotten.',
  },
  'history-characters-host': {
    level: 'agent',
    default: 8_000,
    unit: 'characters that a host keeps of what happened to one guest',
    why: 'Larger: the same. Smaller: what happens during a long cut is told in part.',
  },
  'event-streams': {
    level: 'front-end',
    default: 2_000,
    unit: 'readers of events',
    why: 'Larger: each change costs each reader. Smaller: consoles of people show old things.',
  },
  'event-streams-user': {
    level: 'front-end',
    default: 100,
    unit: 'readers of events of one user',
    why: 'Larger: one user slows down the others. Smaller: many open pages are not kept current.',
  },
  'header-seconds': {
    level: 'front-end',
    default: 10,
    unit: 'seconds within which the headers of a request must have arrived',
    why: 'Larger: strangers hold sockets longer. Smaller: bad lines are cut.',
  },
  'image-cache-hours': {
    level: 'front-end',
    default: 168,
    unit: 'hours that layers and files of images stay for the next image that has them',
    why: 'Larger: disk. Smaller: the same layers are fetched again.',
  },
  'image-cache-mib': {
    level: 'front-end',
    default: 20_480,
    unit: 'MiB of them in one datastore; the oldest make room',
    why: 'Larger: disk. Smaller: the same layers are fetched again.',
  },
  'image-imports': {
    level: 'front-end',
    default: 2,
    unit: 'images that are fetched or made at once; the others wait in order',
    why: 'Larger: processors and memory, up to two gigabytes each. Smaller: a large image holds up all others.',
  },
  'link-connections': {
    level: 'front-end',
    default: 10_000,
    unit: 'connections to the port of links, of the front-end as of each controller',
    why: 'Larger: memory and file descriptors. Smaller: clusters or hosts find no place.',
  },
  'link-connections-address': {
    level: 'front-end',
    default: 3_000,
    unit: 'of them from one address (IPv6: one /64)',
    why: 'Larger: one machine takes the place of many. Smaller: a site of many hosts behind one address is cut short.',
  },
  'link-settle-seconds': {
    level: 'front-end',
    default: 30,
    unit: 'seconds within which a connection to the port of links must be a link, or has its answer and goes',
    why: 'Larger: strangers hold sockets longer. Smaller: bad lines never join.',
  },
  'log-in-bytes': {
    level: 'front-end',
    default: 16_384,
    unit: 'bytes of a request body that a stranger may send',
    why: 'Larger: memory for strangers. Smaller: a long name and password do not fit.',
  },
  'log-in-failures': {
    level: 'front-end',
    default: 5,
    unit: 'failed log-ins in a row with one name from one address that cost nothing',
    why: 'Larger: helps guessing. Smaller: annoys people with long passwords.',
  },
  'log-in-failures-address': {
    level: 'front-end',
    default: 30,
    unit: 'failed log-ins from one address (IPv6: one /64), with any name, that cost nothing to who is not known there',
    why: 'Larger: helps guessing names. Smaller: an office behind one address stops itself.',
  },
  'log-in-failures-name': {
    level: 'front-end',
    default: 100,
    unit: 'failed log-ins with one name, from anywhere, that cost nothing to who is not known',
    why: 'Larger: helps guessing from many addresses. Smaller: strangers keep a person from a new device.',
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
  'log-ins-user': {
    level: 'front-end',
    default: 200,
    unit: 'log-ins of one user that stand at once; the oldest makes room',
    why: 'Larger: a script that logs in for each call fills the store. Smaller: it ends the log-ins of people too soon.',
  },
  'marketplace-seconds': {
    level: 'front-end',
    default: 20,
    unit: 'seconds that a question to a marketplace may take; a list goes on being read',
    why: 'Larger: people wait longer for a dead network, and programs give up first (30). Smaller: slow marketplaces never answer in time.',
  },
  'marketplaces-open': {
    level: 'front-end',
    default: 16,
    unit: 'marketplaces whose lists are in memory; the one asked longest ago is dropped, and read from its file again',
    why: 'Larger: memory, up to 100 MiB for a list of 100,000 entries. Smaller: searches of many begin with reading.',
  },
  'observation-characters': {
    level: 'controller',
    default: 512_000,
    unit: 'characters of one record that a host observes; a report with many problems has 20,000',
    why: 'Larger: a few records fill the share of a host. Smaller: a host with many problems is not shown.',
  },
  'password-queue': {
    level: 'front-end',
    default: 64,
    unit: 'log-ins, and as many changes of passwords, that wait for their turn',
    why: 'Larger: the last one waits longer, 50 ms each. Smaller: a busy morning is refused.',
  },
  'password-queue-each': {
    level: 'front-end',
    default: 16,
    unit: 'of them from one address, or by one user',
    why: 'Larger: one takes the turns of many. Smaller: an office behind one address is refused.',
  },
  'password-work': {
    level: 'front-end',
    default: 2,
    unit: 'passwords worked on at once, one of them always a log-in',
    why: 'Larger: processors and 19 MiB each. Smaller: log-ins take longer.',
  },
  'record-characters': {
    level: 'front-end',
    default: 1_000_000,
    unit: 'characters of one record that a cluster tells',
    why: 'Larger: it fits into no message of the link. Smaller: instances with much user data are not shown.',
  },
  'request-bytes': {
    level: 'front-end',
    default: 1_048_576,
    unit: 'bytes of a request body',
    why: 'Larger: memory of each request. Smaller: user data with attributes does not fit.',
  },
  'request-bytes-user': {
    level: 'front-end',
    default: 67_108_864,
    unit: 'bytes of request bodies of one user under way at once',
    why: 'Larger: one user fills the memory. Smaller: scripts with large bodies at once are refused.',
  },
  'request-seconds': {
    level: 'front-end',
    default: 60,
    unit: 'seconds within which a request must have arrived whole',
    why: 'Larger: slow clients hold their sockets longer. Smaller: bad lines cannot send a large body.',
  },
  'requests-connection': {
    level: 'front-end',
    default: 64,
    unit: 'requests on one connection that wait for their answers',
    why: 'Larger: one connection queues up more work. Smaller: programs that send ahead are refused.',
  },
  'reserve-percent': {
    level: 'front-end',
    default: 10,
    unit: 'percent of `connections`, `link-connections`, `consoles` and `event-streams` that strangers and ordinary users leave free',
    why: 'Larger: less for ordinary users. Smaller: an administrator finds no place when it is full.',
  },
  'site-audit-records': {
    level: 'controller',
    default: 2_000,
    unit: "records of a site's console, there",
    why: 'Larger: memory at both ends. Smaller: what was done during a long cut is lost before it is told.',
  },
  'site-command-history': {
    level: 'controller',
    default: 1_000,
    unit: "answered commands of a site's console that are remembered there; who has most makes room",
    why: 'Larger: memory, one kilobyte each. Smaller: people do not see what became of their commands.',
  },
  'site-number-reserve': {
    level: 'controller',
    default: 100,
    unit: 'of the last numbers of a cut site that are kept for its administrators',
    why: 'Larger: others are refused sooner. Smaller: one user can make so many instances that nobody can make the one that mends the site.',
  },
  'stalled-seconds': {
    level: 'front-end',
    default: 30,
    unit: 'seconds that a body or an answer may stand still before its connection is cut',
    why: 'Larger: who does not read holds memory longer. Smaller: bad lines are cut.',
  },
  'upload-bytes': {
    level: 'front-end',
    default: 67_108_864,
    unit: 'bytes of one piece of an upload; the next one goes on',
    why: 'Larger: slow clients do not end a piece in the time of a request. Smaller: more requests for a large file.',
  },
} as const satisfies Readonly<Record<string, LimitEntry>>;

export type LimitName = keyof typeof limitTable;
export type Limits = Readonly<Record<LimitName, number>>;

export const limitNames = Object.keys(limitTable).sort() as LimitName[];

export const defaultLimits: Limits = Object.fromEntries(
  limitNames.map((name) => [name, limitTable[name].default]),
) as Record<LimitName, number>;
