import { z } from 'zod';

/** Requests, samples and streams of both links. Bodies are checked by the receiver with these schemas. */

/** Child to parent: numbers for objects that the child makes while nobody can be asked. */
export const idsLease = {
  method: 'ids.lease',
  body: z.object({ kind: z.string(), count: z.int().min(1).max(10_000) }),
  reply: z.object({ first: z.int(), count: z.int() }),
} as const;

/** Cluster to front-end: a host joined; the front-end makes (or finds, by key) its record and answers with the number. */
export const hostRegister = {
  method: 'host.register',
  body: z.object({ name: z.string(), key: z.string() }),
  reply: z.object({ hostId: z.int() }),
} as const;

/** Front-end to cluster: a one-time token for a new host. */
export const hostJoinToken = {
  method: 'host.join-token',
  body: z.object({ lifetimeSeconds: z.int() }),
  reply: z.object({ token: z.string(), expiresAt: z.string() }),
} as const;

/** Front-end to cluster, cluster to host: the end of a guest's console log. */
export const guestConsoleLog = {
  method: 'guest.console-log',
  body: z.object({ instanceId: z.int(), bytes: z.int() }),
  reply: z.object({ text: z.string() }),
} as const;

/** Child to parent: where an image is, when both happen to be on one machine; else open the stream. */
export const imageLocate = {
  method: 'image.locate',
  body: z.object({ digest: z.string() }),
  reply: z.object({ path: z.string().nullable(), fileBytes: z.int() }),
} as const;

/** Child to parent, stream: the bytes of an image file from `offset`. */
export const imageRead = {
  method: 'image.read',
  body: z.object({ digest: z.string(), offset: z.int().min(0) }),
} as const;

/** Host to cluster: which of these images may still be wanted? What is not in the answer may be removed. */
export const imagesWanted = {
  method: 'image.wanted',
  body: z.object({ digests: z.array(z.string()).max(10_000) }),
  reply: z.object({ digests: z.array(z.string()) }),
} as const;

const terminalSize = { columns: z.int().min(1).max(1000), rows: z.int().min(1).max(1000) };
/** Name of one open console, made by who opens it; for what is said about it beside its stream. */
const consoleId = z.string().max(64);

/** Front-end to cluster, cluster to host, stream: serial console or shell. Without a type: what the guest has. */
export const guestConsole = {
  method: 'guest.console',
  body: z.object({
    instanceId: z.int(),
    type: z.enum(['serial', 'shell']).optional(),
    consoleId: consoleId.optional(),
  }),
} as const;
/** The same for its display (RFB). */
export const guestDisplay = {
  method: 'guest.display',
  body: z.object({ instanceId: z.int(), consoleId: consoleId.optional() }),
} as const;

/** Front-end to cluster, cluster to host: the terminal of an open console has this size now. */
export const guestConsoleResize = {
  method: 'guest.console-resize',
  body: z.object({ instanceId: z.int(), consoleId, ...terminalSize }),
  reply: z.object({}),
} as const;

/** Host to cluster, cluster to front-end, before the stream of a console ends: why it will. */
export const guestConsoleEnding = {
  method: 'guest.console-ending',
  body: z.object({ consoleId, why: z.enum(['ended', 'stopped']), message: z.string().max(500) }),
  reply: z.object({}),
} as const;

/** One reading of counters (see GuestSample in the drivers' contract). */
export const sampleCounters = z.object({
  cpuSeconds: z.number(),
  memoryBytes: z.number(),
  diskReadBytes: z.number(),
  diskWrittenBytes: z.number(),
  networkReceivedBytes: z.number(),
  networkSentBytes: z.number(),
});
/**
 * Parent to child: what the child remembers of an instance or host, for a parent that was away. Points are time in ms
 * and the rates in the order of `rateNames`.
 */
export const samplesHistory = {
  method: 'samples.history',
  body: z.object({ subject: z.enum(['host', 'instance']), id: z.int() }),
  reply: z.object({
    histories: z.array(
      z.object({ stepSeconds: z.int().min(1), points: z.array(z.array(z.number()).length(7)).max(1000) }),
    ),
  }),
} as const;

/** Child to parent, latest wins: counters of hosts and instances, read at `at`, wall time in ms of the host. */
export const samplesPush = {
  method: 'samples.push',
  body: z.object({
    readings: z.array(
      z.object({ subject: z.enum(['host', 'instance']), id: z.int(), at: z.number(), counters: sampleCounters }),
    ),
  }),
} as const;
