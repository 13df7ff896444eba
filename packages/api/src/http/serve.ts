import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { RouteId, StreamId } from '@skerry/contract';
import { authenticate } from '../auth/authenticate.ts';
import type { Shown } from '../auth/log-in-methods.ts';
import type { Cloud } from '../cloud.ts';
import { EventHub } from '../events/event-hub.ts';
import { EventReaders } from '../events/event-readers.ts';
import { Admission } from '../state/admission.ts';
import type { AuditTrail } from '../state/audit-trail.ts';
import { oldRecords } from '../reconcilers/old-records.ts';
import { Committer } from '../state/committer.ts';
import { RefusedStrangers } from '../state/refused-strangers.ts';
import type { Following } from '../ports/following.ts';
import { BodyBytes } from './body-bytes.ts';
import { Connections } from './connections.ts';
import { ConsoleFiles } from './console-files.ts';
import type { Caller } from '../requests/call.ts';
import { Idempotency } from '../requests/idempotency.ts';
import { perform } from '../requests/perform.ts';
import type { PerformParts } from '../requests/perform-parts.ts';
import type { Outcome, Request } from '../requests/request.ts';
import type { StreamOutcome } from '../requests/stream.ts';
import { handlers, type OwnersHandlers } from '../routes/handlers.ts';
import { type Listen, listening } from './listening.ts';
import { createMetrics } from './metrics.ts';
import { createServer } from './server.ts';

export interface Serving {
  readonly cloud: Cloud;
  readonly following: Following;
  /** What is done to the catalogue, by its owner; a site has none. */
  readonly owner?: OwnersHandlers;
  readonly trail: AuditTrail;
  readonly listen: Listen;
  /** The built web console; without it `/` leads to the documentation. */
  readonly consoleDirectory?: string | undefined;
  /** Within so long a request must have arrived whole, milliseconds; the limit `request-seconds` unless given. */
  readonly requestTimeoutMs?: number | undefined;
  /** Every request waits for it. */
  readonly ready?: () => Promise<void>;
  /** Removes now and then what is kept for a time only. */
  readonly sweep: () => Promise<void>;
}

/** What the doors in this process use; REST is one of them. */
export interface Requests {
  /** Who shows this. Throws `unauthenticated` and `origin-refused`. */
  callerOf(shown: Shown): Caller;
  perform(route: RouteId, request: Request): Promise<Outcome>;
  /** What stays open: the door carries it. */
  open<Id extends StreamId>(stream: Id, request: Request): Promise<StreamOutcome<Id>>;
}

export interface Served {
  readonly url: string;
  readonly requests: Requests;
  close(): Promise<void>;
}

/** The API and the console over a cloud: of the whole, or of what one site knows. */
export async function serve(serving: Serving): Promise<Served> {
  const { cloud, following, trail, listen } = serving;
  const { store, clock, model, log } = cloud;
  // At a site the cluster's one controller is the only writer; the front-end's names are not its to keep.
  const names = cloud.site === undefined ? model : undefined;
  const committer = new Committer(store, following, trail, clock, new Admission(model, cloud.limits), log, names);
  const everyMs = cloud.limits['audit-stranger-seconds'] * 1000;
  const strangers = new RefusedStrangers({ committer, clock, log, everyMs });
  const idempotency = new Idempotency(store, clock, cloud.limits);
  const hub = new EventHub(model, log);
  const consoleFiles = new ConsoleFiles(serving.consoleDirectory);
  const connections = new Connections({ limits: cloud.limits, proxies: cloud.proxies, clock });
  const metrics = createMetrics(cloud, connections);
  const { ready } = serving;
  const events = new EventReaders(hub, cloud.limits, () => metrics.slowConsumers.inc());
  const asked = { ...handlers, ...serving.owner };
  const parts: PerformParts = { cloud, committer, idempotency, strangers, events, handlers: asked };
  const server = createServer({
    ...parts,
    connections,
    bodyBytes: new BodyBytes(cloud.limits),
    metrics,
    consoleFiles,
    requestTimeoutMs: serving.requestTimeoutMs ?? cloud.limits['request-seconds'] * 1000,
    ...(ready === undefined ? {} : { ready }),
  });
  const sweep = async () => {
    await Promise.all([idempotency.sweep(), serving.sweep()]);
  };
  const sweeping = oldRecords(sweep, { clock, log });
  cloud.reconcilers.push(sweeping);
  const close = async () => {
    await sweeping.close();
    await server.close();
    await strangers.tell();
    hub.close();
  };
  try {
    const url = await listening(listen, () => listenOn(server, listen));
    const requests: Requests = {
      callerOf: (shown) => authenticate(shown, cloud),
      async perform(route, request) {
        await ready?.();
        return perform(route, request, parts);
      },
      async open(stream, request) {
        await ready?.();
        return perform(stream, request, parts);
      },
    };
    return { url, requests, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Answers the URL. */
async function listenOn(server: FastifyInstance, { fd, ...address }: Listen): Promise<string> {
  if (fd === undefined) return server.listen(address);
  await server.ready();
  server.server.listen({ fd });
  await once(server.server, 'listening');
  const { address: host, port } = server.server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
