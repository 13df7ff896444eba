import { join } from 'node:path';
import {
  acceptRecord,
  recordsEdition,
  type Refusal,
  type ReplyHeard,
  type RequestMethod,
  type StreamMethod,
  type Told,
} from '@skerry/contract';
import { acceptFeeds, type FeedSource, produceFeed, Share, storeConsumer } from '@skerry/feed';
import {
  type Acceptance,
  ask,
  type Authority,
  createParent,
  encodeJoinToken,
  hashJoinSecret,
  type Identity,
  type LinkDuplex,
  newJoinSecret,
  openStream,
  openAuthority,
  type Parent,
  dialledUrls,
  RefusalCounter,
  type Session,
} from '@skerry/link';
import { linkConnectionLimits, privatePermissions, type Refusals, type Token } from '@skerry/domain';
import { put } from '@skerry/store';
import { RequestError } from '@skerry/api/errors';
import { keys } from '@skerry/api/state/keys';
import { alsoWritten } from './also-written.ts';
import { ClusterCatalogue } from './cluster-catalogue.ts';
import { clusterHandlers } from './cluster-handlers.ts';
import type { ClusterLinks } from '@skerry/api/ports/cluster-links';
import { forgetCluster, forgetFormerClusters, isLostCluster } from './former-clusters.ts';
import type { LinkParts } from './link-parts.ts';
import { examineState } from './may-tell.ts';
import { redeemJoinToken } from './redeem-join-token.ts';

/** Milliseconds that a request which a person waits for may take. Longer feels hung; shorter fails on slow links. */
const deadlineMs = 15_000;

/**
 * The links to all clusters: one session each, made when its controller first dials and kept through cuts. Owns the
 * sessions and nothing else: what crosses them lies in the stores of both sides, so if we die here, both go on from
 * their cursors.
 */
export class Links implements ClusterLinks {
  readonly #parts: LinkParts;
  readonly #ca: Authority;
  readonly #sessions = new Map<number, { session: Session; stop: AbortController }>();
  readonly #refusals = new Map<number, RefusalCounter>();
  readonly #running = new Set<Promise<void>>();
  #parent: Parent | undefined;

  private constructor(parts: LinkParts, ca: Authority) {
    this.#parts = parts;
    this.#ca = ca;
  }

  static async open(parts: LinkParts): Promise<Links> {
    const ca = await openAuthority({ dir: join(parts.dataDirectory, 'ca'), cloudId: parts.cloudId });
    const links = new Links(parts, ca);
    links.#parent = await (parts.openParent ?? createParent)({
      ca,
      listen: parts.listen,
      serverNames: [...new Set([parts.listen.host, 'localhost', '127.0.0.1', ...parts.serverNames])],
      connections: linkConnectionLimits(parts.limits),
      redeem: (secret, request) => redeemJoinToken(parts, secret, request),
      accept: (identity) => links.#accepts(identity),
      log: parts.log,
      clock: parts.clock,
    });
    links.#parent.onSession((session, identity) => links.attach(Number(identity.id), session));
    return links;
  }

  get url(): string {
    return `https://${hostInUrl(this.#parts.listen.host)}:${this.#parent?.port ?? 0}`;
  }

  stateOf(clusterId: number): 'online' | 'cut' | 'waiting' {
    const known = this.#sessions.get(clusterId);
    if (known !== undefined) return known.session.state === 'connected' ? 'online' : 'cut';
    return this.#parts.model.lastHeard.has(clusterId) ? 'cut' : 'waiting';
  }

  lastHeardSeconds(clusterId: number): number | null {
    const { clock, model } = this.#parts;
    const heard = this.#sessions.get(clusterId)?.session.lastHeard;
    if (heard !== undefined && heard !== null) return secondsOf(clock.monotonicMs() - heard);
    const at = model.lastHeard.get(clusterId);
    return at === undefined ? null : secondsOf(clock.now().getTime() - Date.parse(at));
  }

  refusalsOf(clusterId: number): Refusals | undefined {
    return this.#refusals.get(clusterId)?.shown;
  }

  connectedSince(clusterId: number): number | undefined {
    const session = this.#sessions.get(clusterId)?.session;
    return session?.state === 'connected' ? session.since : undefined;
  }

  async ask<M extends RequestMethod>(
    clusterId: number,
    method: M,
    body: Told<M>,
    within = deadlineMs,
  ): Promise<ReplyHeard<M>> {
    return ask(this.#connected(clusterId), method, body, { deadlineMs: within, whenCut: 'fail' });
  }

  openStream<M extends StreamMethod>(clusterId: number, method: M, body: Told<M>): LinkDuplex {
    return openStream(this.#connected(clusterId), method, body);
  }

  #connected(clusterId: number): Session {
    const known = this.#sessions.get(clusterId);
    const cluster = this.#parts.model.get('cluster', clusterId);
    if (cluster !== undefined && known === undefined && cluster.joinedAt === undefined) {
      throw new RequestError('cluster-not-joined', `The controller of the cluster "${cluster.name}" has not joined.`);
    }
    if (known === undefined || known.session.state !== 'connected') {
      throw new RequestError('cluster-cut', 'The link to the cluster is cut, and this cannot wait.');
    }
    return known.session;
  }

  async joinToken(clusterId: number, lifetimeSeconds: number): Promise<{ token: string; expiresAt: string }> {
    const { store, ids, clock, following, model } = this.#parts;
    const id = await ids.next('token');
    const secret = newJoinSecret();
    const now = clock.now();
    const expires = new Date(now.getTime() + lifetimeSeconds * 1000);
    const cluster = model.get('cluster', clusterId);
    const token: Token = {
      id,
      name: `join-cluster-${clusterId}-${id}`,
      ownerId: cluster?.ownerId ?? 0,
      groupId: cluster?.groupId ?? 0,
      permissions: privatePermissions,
      labels: {},
      attributes: {},
      createdAt: now.toISOString(),
      changedAt: now.toISOString(),
      userId: cluster?.ownerId ?? 0,
      secretHash: hashJoinSecret(secret),
      expiresAt: expires.toISOString(),
      purpose: 'join-cluster',
    };
    const key = keys.catalogue('token', id);
    const { revision } = await store.commit({
      writes: [put(key, token), put(keys.clusterJoin(token.secretHash), { clusterId, tokenId: id })],
    });
    await following.reached(revision);
    const urls = dialledUrls([this.#parts.listen.host, ...this.#parts.serverNames], this.#parent?.port ?? 0);
    const text = encodeJoinToken({ urls, fingerprint: this.#ca.fingerprint, secret, expires });
    return { token: text, expiresAt: expires.toISOString() };
  }

  async forget(clusterId: number): Promise<void> {
    const known = this.#sessions.get(clusterId);
    this.#sessions.delete(clusterId);
    this.#refusals.delete(clusterId);
    known?.stop.abort();
    await this.#parent?.forget(String(clusterId));
    await forgetCluster(clusterId, this.#parts);
  }

  /** For a front-end that died in the middle of it. */
  forgetFormer(): Promise<void> {
    return forgetFormerClusters(this.#parts);
  }

  async close(): Promise<void> {
    for (const [clusterId, { session, stop }] of this.#sessions) {
      stop.abort();
      if (session.state === 'connected') await this.#rememberHeard(clusterId);
    }
    await this.#parent?.close();
    await Promise.all(this.#running);
  }

  /** Takes a session into use: feeds both ways, and what the cluster may ask. */
  attach(clusterId: number, session: Session): void {
    const { store, model, provenance, following, log } = this.#parts;
    const stop = new AbortController();
    this.#sessions.set(clusterId, { session, stop });
    const clusterLog = log.child({ clusterId });
    const refused = this.#refusals.get(clusterId) ?? new RefusalCounter({ clock: this.#parts.clock, log: clusterLog });
    this.#refusals.set(clusterId, refused);
    const { limits } = this.#parts;
    const onRefused = (refusal: Refusal) => refused.note(refusal);
    const catalogue = new ClusterCatalogue(clusterId, this.#parts);
    stop.signal.addEventListener('abort', () => catalogue.close());
    session.handle(clusterHandlers(clusterId, { ...this.#parts, log: clusterLog }, catalogue, onRefused));
    const mayTell = examineState(clusterId, model, provenance);
    acceptFeeds(
      session,
      {
        'cluster-state': storeConsumer({
          store,
          cursorKey: keys.clusterCursor(clusterId),
          targetPrefix: keys.mirrorOf(clusterId),
          edition: recordsEdition,
          accept: (change) => acceptRecord('cluster-state', change),
          async examine(change) {
            if (mayTell(change) === undefined) return undefined;
            // An answer can be here before the model shows the order.
            await following.reached(await store.revision());
            return mayTell(change);
          },
          share: new Share(store, keys.mirrorOf(clusterId), {
            records: limits['cluster-share-records'],
            characters: limits['cluster-share-characters'],
            recordCharacters: limits['record-characters'],
          }),
          onRefused: (_, refusal) => refused.note(refusal),
          also: () => alsoWritten(clusterId, this.#parts),
        }),
      },
      onRefused,
    );
    const common = { session, store, signal: stop.signal, log: clusterLog };
    const run = (work: Promise<void>) => {
      const running = work.catch((error: unknown) => {
        if (!stop.signal.aborted) clusterLog.error({ err: error }, 'a feed to a cluster ended');
      });
      this.#running.add(running);
      void running.then(() => this.#running.delete(running));
    };
    run(this.#tellCatalogue(catalogue, common));
    run(produceFeed({ ...common, feed: 'commands', prefix: keys.commandsOf(clusterId) }));
    session.on('connected', () => {
      clusterLog.info({}, 'the cluster is connected');
      run(this.#rememberHeard(clusterId));
    });
    session.on('cut', ({ reason }) => {
      clusterLog.warn({ reason }, 'the link to the cluster is cut');
      run(this.#rememberHeard(clusterId));
    });
  }

  /** Until the link ends: from the cluster's cursor on, and all of it whenever what it is told hangs on others now. */
  async #tellCatalogue(catalogue: ClusterCatalogue, common: Omit<FeedSource, 'feed' | 'prefix'>): Promise<void> {
    for (let outdated = catalogue.outdated; ; outdated = catalogue.outdated) {
      await produceFeed({
        ...common,
        store: catalogue.store,
        feed: 'catalogue',
        prefix: keys.allOfCatalogue,
        edition: () => catalogue.edition,
        signal: AbortSignal.any([common.signal, outdated]),
      });
      if (common.signal.aborted || !outdated.aborted) return;
    }
  }

  async #rememberHeard(clusterId: number): Promise<void> {
    const seconds = this.lastHeardSeconds(clusterId) ?? 0;
    const at = new Date(this.#parts.clock.now().getTime() - seconds * 1000).toISOString();
    await this.#parts.store.commit({
      // A cluster that was deleted is cut, too: nothing shall be remembered of it.
      conditions: [{ key: keys.catalogue('cluster', clusterId), is: 'present' }],
      writes: [put(keys.link(clusterId), { at, state: this.stateOf(clusterId) })],
    });
  }

  async #accepts({ role, id }: Identity): Promise<Acceptance> {
    if (role !== 'cluster' || !/^\d{1,15}$/.test(id)) return false;
    const known = this.#parts.model.get('cluster', Number(id)) !== undefined;
    return known || ((await isLostCluster(Number(id), this.#parts.store)) ? 'lost' : false);
  }
}

const hostInUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** To the tenth: more is noise, and every digit is sent with every instance. Never negative. */
const secondsOf = (ms: number): number => Math.max(0, Math.round(ms / 100) / 10);
