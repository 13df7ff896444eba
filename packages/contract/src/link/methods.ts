import { sampleSubjects } from '@skerry/domain';
import { runOutcomes, wakeReasons } from '@skerry/kit/reconciler-status';
import { z } from 'zod';
import { feedBatch, feedOpen } from './feeds.ts';
import { guestLogs } from './guest-logs.ts';
import type { RequestMethod, SampleMethod, StreamMethod } from './method.ts';
import { digest, number, sentence, word } from './records/fields.ts';

/** Requests, samples and streams of both links, with bounds: whoever hears one may be talking to an enemy. */

const name = word(255);
const path = z.string().min(1).max(4096);

/** Child to parent: numbers for objects that the child makes while nobody can be asked. */
export const idsLease = {
  method: 'ids.lease',
  kind: 'request',
  direction: 'up',
  hops: ['cluster'],
  body: z.object({ kind: word(40), count: z.int().min(1).max(10_000) }),
  reply: z.object({ first: number, count: z.int().min(1).max(10_000) }),
} as const satisfies RequestMethod;

/** Cluster to front-end: a host joined; the front-end makes (or finds, by key) its record and answers with the number. */
export const hostRegister = {
  method: 'host.register',
  kind: 'request',
  direction: 'up',
  hops: ['cluster'],
  body: z.object({ name, key: word(1024).min(1) }),
  reply: z.object({ hostId: number }),
} as const satisfies RequestMethod;

/** Front-end to cluster: a one-time token for a new host. */
export const hostJoinToken = {
  method: 'host.join-token',
  kind: 'request',
  direction: 'down',
  hops: ['cluster'],
  body: z.object({ lifetimeSeconds: z.int().min(1).max(604_800) }),
  reply: z.object({ token: word(8192), expiresAt: z.iso.datetime() }),
} as const satisfies RequestMethod;

const joinTokenId = z.string().regex(/^[0-9a-f]{16}$/);

/** Front-end to cluster: the tokens for hosts that are not spent and have not run out. Of none the secret. */
export const hostJoinTokens = {
  method: 'host.join-tokens',
  kind: 'request',
  direction: 'down',
  hops: ['cluster'],
  body: z.object({}),
  reply: z.object({ tokens: z.array(z.object({ id: joinTokenId, expiresAt: z.iso.datetime() })).max(1000) }),
} as const satisfies RequestMethod;

/** Front-end to cluster: nobody joins with this token any more. */
export const hostJoinTokenRevoke = {
  method: 'host.join-token-revoke',
  kind: 'request',
  direction: 'down',
  hops: ['cluster'],
  body: z.object({ id: joinTokenId }),
  reply: z.object({ revoked: z.boolean() }),
} as const satisfies RequestMethod;

/** What reconcilers did last, by their own word. Names of newer ones are words like any other. */
const reconcilers = z
  .array(
    z.object({
      name: word(40),
      wakesOn: sentence(200),
      everySeconds: z.number().min(0).optional(),
      runs: number,
      last: z
        .object({
          at: z.iso.datetime(),
          why: z.enum(wakeReasons),
          milliseconds: z.number().min(0),
          outcome: z.enum(runOutcomes),
        })
        .optional(),
      failing: number,
      failure: z.object({ code: word(100), message: sentence(2000) }).optional(),
    }),
  )
  .max(50);

/** Front-end to cluster: what the reconcilers of its controller did last. */
export const reconcilersShow = {
  method: 'reconcilers.show',
  kind: 'request',
  direction: 'down',
  hops: ['cluster'],
  body: z.object({}),
  reply: z.object({ reconcilers }),
} as const satisfies RequestMethod;

/** Front-end to cluster, cluster to host: the same of its agent. */
export const hostReconcilers = {
  method: 'host.reconcilers',
  kind: 'request',
  direction: 'down',
  hops: ['cluster', 'host'],
  about: 'host',
  body: z.object({ hostId: number }),
  reply: z.object({ reconcilers }),
} as const satisfies RequestMethod;

/** Front-end to cluster, cluster to host: the end of a guest's console log. */
export const guestConsoleLog = {
  method: 'guest.console-log',
  kind: 'request',
  direction: 'down',
  hops: ['cluster', 'host'],
  about: 'instance',
  body: z.object({ instanceId: number, bytes: z.int().min(0).max(1_048_576) }),
  reply: z.object({ text: z.string().max(1_048_576) }),
} as const satisfies RequestMethod;

/** Child to parent: where an image is, when both happen to be on one machine; else open the stream. */
export const imageLocate = {
  method: 'image.locate',
  kind: 'request',
  direction: 'up',
  hops: ['cluster', 'host'],
  body: z.object({ digest }),
  reply: z.object({ path: path.nullable(), fileBytes: number }),
} as const satisfies RequestMethod;

/** Child to parent, stream: the bytes of an image file from `offset`. */
export const imageRead = {
  method: 'image.read',
  kind: 'stream',
  direction: 'up',
  hops: ['cluster', 'host'],
  body: z.object({ digest, offset: number }),
} as const satisfies StreamMethod;

/** Host to cluster: which of these images may still be wanted? What is not in the answer may be removed. */
export const imagesWanted = {
  method: 'image.wanted',
  kind: 'request',
  direction: 'up',
  hops: ['host'],
  body: z.object({ digests: z.array(digest).max(10_000) }),
  reply: z.object({ digests: z.array(digest).max(10_000) }),
} as const satisfies RequestMethod;

const terminalSize = { columns: z.int().min(1).max(1000), rows: z.int().min(1).max(1000) };
/** Name of one open console, made by who opens it; for what is said about it beside its stream. */
const consoleId = word(64);

/** Front-end to cluster, cluster to host, stream: serial console or shell. Without a type: what the guest has. */
export const guestConsole = {
  method: 'guest.console',
  kind: 'stream',
  direction: 'down',
  hops: ['cluster', 'host'],
  about: 'instance',
  body: z.object({
    instanceId: number,
    type: z.enum(['serial', 'shell']).optional(),
    consoleId: consoleId.optional(),
    /** This instead of a shell. */
    command: z.array(z.string().max(65_536)).min(1).max(256).optional(),
    terminal: z.boolean().optional(),
  }),
} as const satisfies StreamMethod;
/** The same for its display (RFB). */
export const guestDisplay = {
  method: 'guest.display',
  kind: 'stream',
  direction: 'down',
  hops: ['cluster', 'host'],
  about: 'instance',
  body: z.object({ instanceId: number, consoleId: consoleId.optional() }),
} as const satisfies StreamMethod;

/** Front-end to cluster, cluster to host: the terminal of an open console has this size now. */
export const guestConsoleResize = {
  method: 'guest.console-resize',
  kind: 'request',
  direction: 'down',
  hops: ['cluster', 'host'],
  about: 'instance',
  body: z.object({ instanceId: number, consoleId, ...terminalSize }),
  reply: z.object({}),
} as const satisfies RequestMethod;

/** Host to cluster, cluster to front-end, before the stream of a console ends: why it will. */
export const guestConsoleEnding = {
  method: 'guest.console-ending',
  kind: 'request',
  direction: 'up',
  hops: ['cluster', 'host'],
  body: z.object({
    consoleId,
    why: z.enum(['ended', 'stopped']),
    message: sentence(500),
    status: z.int().min(0).max(255).optional(),
  }),
  reply: z.object({}),
} as const satisfies RequestMethod;

/** Seconds, bytes, and rates of them: what is above it no machine has counted. */
const count = z
  .number()
  .min(0)
  .max(2 ** 60);
/** Wall time, ms, until the year 2100: what lies beyond is no hour that a graph could show. */
const at = z.number().min(0).max(Date.UTC(2100, 0));

/** One reading of counters (`SampleCounters` in the domain). */
export const sampleCounters = z.object({
  cpuSeconds: count,
  memoryBytes: count,
  guestMemoryBytes: count.optional(),
  diskReadBytes: count,
  diskWrittenBytes: count,
  networkReceivedBytes: count,
  networkSentBytes: count,
});
const subject = z.enum(sampleSubjects);
/**
 * Parent to child: what the child remembers of an instance or host, for a parent that was away. Points are time in ms
 * and the first six rates in the order of `rateNames`; the seventh stands beside
 * them, for who knows it.
 */
export const samplesHistory = {
  method: 'samples.history',
  kind: 'request',
  direction: 'down',
  hops: ['cluster'],
  body: z.object({ subject, id: number }),
  reply: z.object({
    histories: z
      .array(
        z.object({
          stepSeconds: z.int().min(1).max(86_400),
          points: z.array(z.tuple([at, count, count, count, count, count, count])).max(1000),
          guestMemoryBytes: z.array(count).max(1000).optional(),
        }),
      )
      .max(8),
  }),
} as const satisfies RequestMethod;

/** Child to parent, latest wins: counters of hosts and instances, read at `at`, wall time in ms of the host. */
export const samplesPush = {
  method: 'samples.push',
  kind: 'sample',
  direction: 'up',
  hops: ['cluster', 'host'],
  body: z.object({
    readings: z.array(z.object({ subject, id: number, at, counters: sampleCounters })).max(10_000),
  }),
} as const satisfies SampleMethod;

export type LinkMethod = RequestMethod | StreamMethod | SampleMethod;

/** All of them, for those who look at every one. */
export const linkMethods = [
  feedOpen,
  feedBatch,
  idsLease,
  hostRegister,
  hostJoinToken,
  hostJoinTokens,
  hostJoinTokenRevoke,
  reconcilersShow,
  hostReconcilers,
  guestConsoleLog,
  guestLogs,
  imageLocate,
  imageRead,
  imagesWanted,
  guestConsole,
  guestDisplay,
  guestConsoleResize,
  guestConsoleEnding,
  samplesHistory,
  samplesPush,
] as const satisfies readonly LinkMethod[];

/** The instance or host that a message is about, where its method says so. */
export function aboutOf({ about }: LinkMethod, body: unknown): Subject | undefined {
  if (about === undefined) return undefined;
  const named = body as { readonly instanceId: number; readonly hostId: number };
  return about === 'instance' ? { instanceId: named.instanceId } : { hostId: named.hostId };
}
export type Subject = { readonly instanceId: number } | { readonly hostId: number };

/** What a controller is asked of its hosts and their guests, and passes on to them. */
export const passedToHosts: readonly (RequestMethod | StreamMethod)[] = linkMethods.filter(
  (method): method is Extract<(typeof linkMethods)[number], { readonly about: unknown }> =>
    'about' in method && method.direction === 'down',
);
