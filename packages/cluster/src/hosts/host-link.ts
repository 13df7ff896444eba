/**
 * The controller's end of the links to its hosts. It owns which hosts are connected; what a host runs is told by the
 * feed `intents` and answered by the feed `observations`.
 */
import {
  acceptRecord,
  guestConsoleEnding,
  type Heard,
  imageLocate,
  imageRead,
  imagesWanted,
  recordsEdition,
  type Refusal,
  samplesPush,
  type StreamMethod,
  type Told,
} from '@skerry/contract';
import { type HostStatus, type Limits, linkConnectionLimits, type SampleRings } from '@skerry/domain';
import { acceptFeeds, produceFeed, Share, storeConsumer } from '@skerry/feed';
import { type Clock, type Log, SkerryError } from '@skerry/kit';
import {
  answering,
  ask,
  type Authority,
  createParent,
  type OpenParent,
  type LinkDuplex,
  openStream,
  type Parent,
  type Session,
  tell,
  together,
} from '@skerry/link';
import { type Mirror, packedDeletes, put, type Store } from '@skerry/store';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ImageReplica } from '../images/replica.ts';
import { imagesWantedBy } from '../images/wanted.ts';
import { keys } from '../keys.ts';
import { acceptance, redeemHost } from './admit-hosts.ts';
import { HostRefusals } from './host-refusals.ts';
import type { HostTokens } from './host-tokens.ts';
import { imageFor, locateImage, mirrorMs } from './host-images.ts';
import { examineObservation, mayMeasure } from './may-tell.ts';

export interface HostLinkContext {
  readonly store: Store;
  readonly mirror: Mirror;
  readonly upward: Session;
  readonly images: ImageReplica;
  readonly tokens: HostTokens;
  readonly samples: SampleRings;
  readonly clusterId: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Limits;
  /** Who opened consoles in this process; each says whether one that will end is its own. */
  readonly endings: Set<(body: Heard<typeof guestConsoleEnding>) => boolean>;
  /** What is known of a host may have changed: somebody must call `writeStatus`, and again if that fails. */
  readonly onChange: (hostId: number) => void;
}

export interface HostLinkOptions {
  readonly ca: Authority;
  readonly listen: { readonly host: string; readonly port: number };
  readonly serverNames: readonly string[];
  /** Takes the hosts in; over TLS unless given. */
  readonly openParent?: OpenParent;
}

export class HostLink {
  private readonly context: HostLinkContext;
  private readonly sessions = new Map<number, Session>();
  /** On which host each open console is: no other says why it will end. */
  private readonly consoles = new Map<string, number>();
  private readonly stops = new Map<number, AbortController>();
  private readonly refusals: HostRefusals;
  private parent: Parent | undefined;

  /** @throws SkerryError `host-cut`. */
  openStream<M extends StreamMethod>(hostId: number, method: M, body: Told<M>): LinkDuplex {
    const stream = openStream(this.session(hostId), method, body);
    const { consoleId } = body as { readonly consoleId?: string };
    if (consoleId !== undefined && !this.consoles.has(consoleId)) {
      this.consoles.set(consoleId, hostId);
      stream.once('close', () => this.consoles.delete(consoleId));
    }
    return stream;
  }

  /** Until the function that it gives is called. */
  onConsoleEnding(listener: (body: Heard<typeof guestConsoleEnding>) => boolean): () => void {
    this.context.endings.add(listener);
    return () => this.context.endings.delete(listener);
  }

  private constructor(context: HostLinkContext) {
    this.context = context;
    this.refusals = new HostRefusals(context);
  }

  static async open(context: HostLinkContext, options: HostLinkOptions): Promise<HostLink> {
    const link = new HostLink(context);
    const { openParent = createParent, ...listening } = options;
    link.parent = await openParent({
      ...listening,
      connections: linkConnectionLimits(context.limits),
      redeem: (secret, request) => redeemHost(context, secret, request),
      accept: (identity) => acceptance(context.mirror, identity),
      log: context.log,
    });
    link.parent.onSession((session, identity) => link.welcome(Number(identity.id), session));
    return link;
  }

  get port(): number {
    return this.parent?.port ?? 0;
  }

  connected(hostId: number): boolean {
    return this.sessions.get(hostId)?.state === 'connected';
  }

  /** The session of a host that can be asked now. */
  session(hostId: number): Session {
    const session = this.sessions.get(hostId);
    if (session?.state === 'connected') return session;
    throw new SkerryError({
      code: 'host-cut',
      kind: 'failed',
      message: `Host ${hostId} cannot be reached now.`,
      hint: 'Its guests go on. Try again when the host is online: skerry host list',
    });
  }

  /** The host was removed from the catalogue: its link ends, and what was kept for it goes. Safe to repeat. */
  async forget(hostId: number): Promise<void> {
    const { store } = this.context;
    this.stops.get(hostId)?.abort();
    this.stops.delete(hostId);
    this.sessions.delete(hostId);
    this.refusals.forget(hostId);
    await this.parent?.forget(String(hostId));
    const kept = [keys.intentsOf(hostId), keys.observedOf(hostId)].flatMap((prefix) =>
      [...this.context.mirror.entries(prefix)].map(({ key }) => key),
    );
    // What reminds the next life of the rest goes last.
    kept.push(keys.cursor('observations', String(hostId)), keys.hostStatus(hostId));
    for (const { transaction } of packedDeletes(kept)) await store.commit(transaction);
  }

  /** Ends all links; who is still one of ours comes back at once. */
  async cutAll(): Promise<void> {
    for (const hostId of this.sessions.keys()) {
      this.stops.get(hostId)?.abort();
      await this.parent?.forget(String(hostId));
      this.context.onChange(hostId);
    }
  }

  async close(): Promise<void> {
    this.refusals.close();
    for (const stop of this.stops.values()) stop.abort();
    await this.parent?.close();
  }

  private welcome(hostId: number, session: Session): void {
    const { store, mirror, log, limits } = this.context;
    const refused = this.refusals.of(hostId);
    const onRefused = (refusal: Refusal) => refused.note(refusal);
    const mayTell = examineObservation(hostId, mirror);
    this.stops.get(hostId)?.abort();
    const stop = new AbortController();
    this.stops.set(hostId, stop);
    this.sessions.set(hostId, session);
    acceptFeeds(
      session,
      {
        observations: storeConsumer({
          store,
          cursorKey: keys.cursor('observations', String(hostId)),
          targetPrefix: keys.observedOf(hostId),
          edition: recordsEdition,
          accept: (change) => acceptRecord('observations', change),
          async examine(change) {
            if (mayTell(change) === undefined) return undefined;
            // It can answer before the mirror shows what it was told.
            await mirror.waitFor(await store.revision(), mirrorMs);
            return mayTell(change);
          },
          share: new Share(store, keys.observedOf(hostId), {
            records: limits['host-share-records'],
            characters: limits['host-share-characters'],
            recordCharacters: limits['observation-characters'],
          }),
          onRefused: (_, refusal) => refused.note(refusal),
        }),
      },
      onRefused,
    );
    const on = answering(onRefused);
    session.handle(
      together(
        on.request(imagesWanted, ({ digests }) => ({ digests: digests.filter(imagesWantedBy(mirror)) })),
        on.request(imageLocate, ({ digest }) => locateImage(hostId, digest, this.context)),
        on.request(guestConsoleEnding, (body) => {
          if (this.consoles.get(body.consoleId) !== hostId) return {};
          if ([...this.context.endings].some((isIts) => isIts(body))) return {};
          return ask(this.context.upward, guestConsoleEnding, body, { deadlineMs: 2_000, whenCut: 'fail' });
        }),
        on.sample(samplesPush, (body) => this.passSamples(hostId, body)),
        on.stream(imageRead, async (stream, { digest, offset }) => {
          await pipeline(createReadStream(await imageFor(hostId, digest, this.context), { start: offset }), stream);
        }),
      ),
    );
    session.on('connected', () => this.context.onChange(hostId));
    session.on('cut', () => this.context.onChange(hostId));
    void produceFeed({ session, store, feed: 'intents', prefix: keys.intentsOf(hostId), signal: stop.signal, log });
    this.context.onChange(hostId);
  }

  /** Kept here too, for whoever looks while the link above is cut, and for a front-end that begins anew. */
  private passSamples(hostId: number, body: Heard<typeof samplesPush>): void {
    const { samples, mirror, upward, clock } = this.context;
    const readings = body.readings.filter(({ subject, id }) => mayMeasure(hostId, subject, id, mirror));
    const heardAt = clock.monotonicMs();
    for (const { subject, id, at, counters } of readings) samples.push(subject, id, at, counters, heardAt);
    if (readings.length > 0) tell(upward, samplesPush, { readings }, String(hostId));
  }

  /** Writes what is known of the host; only when something a person would notice has changed. Safe to repeat. */
  async writeStatus(hostId: number): Promise<void> {
    const { store, clusterId, clock } = this.context;
    const host = (await store.get(keys.host(hostId)))?.value;
    const report = (await store.get(keys.report(hostId)))?.value;
    const key = keys.hostStatus(hostId);
    const before = (await store.get(key))?.value;
    const connected = this.connected(hostId);
    if (!host && !report && !connected) return;
    const lastHeardAt = clock.now().toISOString();
    const refusals = this.refusals.shown(hostId);
    const status: HostStatus = {
      hostId,
      clusterId,
      connected,
      ...(report ? { report } : {}),
      lastHeardAt,
      ...(refusals ? { refusals } : {}),
    };
    if (before && isDeepStrictEqual({ ...before, lastHeardAt }, status)) return;
    await store.commit({ writes: [put(key, status)] });
  }

  /** Consoles: bytes both ways between the front-end's stream and the host's. */
  async passStream<M extends StreamMethod>(method: M, hostId: number, body: Told<M>, near: LinkDuplex): Promise<void> {
    const far = this.openStream(hostId, method, body);
    await Promise.all([pipeline(near, far), pipeline(far, near)]);
  }
}
