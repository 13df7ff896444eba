/**
 * The controller of one Edge Cluster. It owns the cluster's instances, disks and leases and goes on without the
 * front-end. All it knows is in its store: after a crash it reads and goes on; hosts and guests do not notice.
 */
import { acceptRecord, recordsEdition, type Refusal } from '@skerry/contract';
import { defaultLimits, type Host, type Instance, type Limits, SampleRings } from '@skerry/domain';
import { acceptFeeds, FirstReading, produceFeed, storeConsumer } from '@skerry/feed';
import { type Clock, type Log, type OnClose, openAll, type Reconciler } from '@skerry/kit';
import type { Authority, OpenParent, Session } from '@skerry/link';
import { answering, encodeJoinToken, dialledUrls, RefusalCounter } from '@skerry/link';
import { createMirror, type Json, type Mirror, type Store } from '@skerry/store';
import { todayIn } from '@skerry/store/layout/readings';
import { join } from 'node:path';
import { questionsOf } from './answers.ts';
import { commandConsumer } from './commands/consume-commands.ts';
import { HostLink } from './hosts/host-link.ts';
import { HostTokens } from './hosts/host-tokens.ts';
import { instancesOn } from './hosts/lost-hosts.ts';
import { ImageReplica } from './images/replica.ts';
import { historyBounds } from './instances/history.ts';
import { indexUses } from './instances/uses.ts';
import { idOf, keys } from './keys.ts';
import { IdBlocks } from './placement/id-blocks.ts';
import { Placer } from './placement/placer.ts';
import { react } from './react.ts';
import { readableAreas } from './readable-areas.ts';
import { openReconcilers } from './reconcilers/table.ts';
import { heedClusterLoss } from './site/cluster-loss.ts';
import { SitePort } from './site/site-port.ts';
import { tellOwnStatus } from './site/tell-own-status.ts';

export interface ControllerOptions {
  readonly clusterId: number;
  readonly store: Store;
  readonly dataDirectory: string;
  /** Link to the front-end; it may be cut, also for ever. */
  readonly upward: Session;
  readonly ca: Authority;
  readonly listen: { readonly host: string; readonly port: number };
  /** Names and addresses under which hosts reach the listener. */
  readonly serverNames: readonly string[];
  /** Takes the hosts in; over TLS unless given. */
  readonly openParent?: OpenParent;
  /** Somebody will serve the console of the site: numbers are kept in stock for it, and how the link is. */
  readonly servesSite?: boolean;
  /** Unless given, the defaults. */
  readonly limits?: Limits;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Controller {
  readonly port: number;
  /** A join token for a host, without asking the front-end. */
  issueHostToken(lifetimeSeconds: number): Promise<{ readonly token: string; readonly expiresAt: string }>;
  /** For the console of the site, in the same process. */
  readonly site: SitePort;
  close(): Promise<void>;
}

export async function createController(options: ControllerOptions): Promise<Controller> {
  const { opened, close } = await openAll((onClose) => begin(options, onClose));
  return { ...opened, close };
}

async function begin(options: ControllerOptions, onClose: OnClose): Promise<Omit<Controller, 'close'>> {
  const { store, upward, log, clock, clusterId, limits = defaultLimits } = options;
  const reading = await FirstReading.begin(store, readableAreas, { clock, log, today: todayIn('controller') });
  const mirror = createMirror(store, '/', { firstReading: (entries) => reading.take(entries) });
  onClose(() => mirror.close());
  const belongings = mirror.index('by-instance', (e) =>
    /^\/(state\/(disk|lease)|name)\//.test(e.key) ? instanceOf(e.value) : undefined,
  );
  const uses = indexUses(mirror);
  const tokens = new HostTokens(store, clock);
  // The front-end may ask as soon as the link is up, which can be before the rest of this function is through.
  const opened = Promise.withResolvers<HostLink>();
  opened.promise.catch(() => {});
  // Of a controller that did not come up, nobody waits for its hosts for ever.
  onClose(() => opened.reject(new Error('the controller was closed')));
  const issueHostToken = async (lifetimeSeconds: number) => {
    const { port } = await opened.promise;
    const { secret, expires } = await tokens.issue(lifetimeSeconds);
    const urls = dialledUrls(options.serverNames, port);
    const token = encodeJoinToken({ urls, fingerprint: options.ca.fingerprint, secret, expires });
    return { token, expiresAt: expires.toISOString() };
  };
  const samples = new SampleRings(
    (kind, id) => mirror.get<Host | Instance>(kind === 'host' ? keys.host(id) : keys.instance(id)) !== undefined,
  );
  const table: Pick<Reconciler<never>, 'status'>[] = [];
  const reconcilers = () => table.map(({ status }) => status);
  const questions = questionsOf({ hosts: opened.promise, mirror, samples, tokens, issueHostToken, reconcilers });
  // The front-end is trusted with what it orders, and may still be newer, or broken.
  const refused = new RefusalCounter({ clock, log: log.child({ from: 'front-end' }) });
  const onRefused = (refusal: Refusal) => refused.note(refusal);
  upward.handle(questions.handlers(answering(onRefused)));
  await mirror.ready;
  await tellOwnStatus(store, mirror, { unreadableRecords: reading.kept });

  const images = await ImageReplica.open(join(options.dataDirectory, 'images'), upward, log);
  const history = historyBounds(limits);
  const leaseIds = new IdBlocks(store, upward, 'lease');
  const placer = new Placer({ store, mirror, leaseIds, limits, history, clock, log });
  // Called from the first connection on; until `hostStates` is there, the look at all hosts below makes up for it.
  let hostChanged: (hostId: number) => void = () => {};
  const onChange = (hostId: number) => hostChanged(hostId);
  const hosts = await HostLink.open(
    { store, mirror, upward, images, tokens, samples, clusterId, clock, log, limits, onChange, endings: new Set() },
    options,
  );
  onClose(() => hosts.close());
  opened.resolve(hosts);

  const commands = {
    store,
    history,
    clock,
    log,
    roomOn: (hostId: number) => placer.roomOn(hostId),
    isConnected: (hostId: number) => hosts.connected(hostId),
  };
  const loops = openReconcilers({
    store,
    mirror,
    belongings,
    placer,
    hosts,
    commands,
    images,
    tokens,
    mostRemembered: limits['site-command-history'],
  });
  table.push(...Object.values(loops));
  onClose(() => Promise.all(Object.values(loops).map((loop) => loop.close())));
  const { instances, placements, hostStates, networks, siteCommands } = loops;

  const onHost = (hostId: number) => instancesOn(mirror, hostId);
  const reactions = { placer, onHost, uses, placements, instances, hostStates, networks, siteCommands, log };
  onClose(mirror.on((batch) => react(reactions, batch)));
  for (const { key } of mirror.entries(keys.instances)) instances.wake(idOf(key), 'start');
  for (const all of [placements, networks, siteCommands]) all.wake('all', 'start');
  hostChanged = (hostId) => hostStates.wake(hostId);
  for (const hostId of knownHosts(mirror)) hostStates.wake(hostId, 'start');

  acceptFeeds(
    upward,
    {
      catalogue: storeConsumer({
        store,
        cursorKey: keys.cursor('catalogue', 'front-end'),
        targetPrefix: keys.catalogue,
        edition: recordsEdition,
        accept: (change) => acceptRecord('catalogue', change),
        onRefused: (_, refusal) => onRefused(refusal),
      }),
      commands: commandConsumer({
        ...commands,
        examination: {
          accept: (change) => acceptRecord('commands', change),
          onRefused: (_, refusal) => onRefused(refusal),
        },
      }),
    },
    onRefused,
  );
  const stop = new AbortController();
  onClose(() => stop.abort());
  void produceFeed({ session: upward, store, feed: 'cluster-state', prefix: keys.state, signal: stop.signal, log });

  // Who waits for numbers can have them now.
  onClose(upward.on('connected', () => placements.wake('all')));

  const site = new SitePort({
    unreadableRecords: reading.kept,
    clusterId,
    store,
    mirror,
    samples,
    upward,
    hosts,
    questions,
    reserve: limits['site-number-reserve'],
    clock,
    log,
  });
  table.push(site.linkChanges);
  onClose(() => site.close());
  if (options.servesSite === true) site.open();
  onClose(heedClusterLoss({ store, mirror, upward, cutHosts: () => hosts.cutAll(), clock, log }));

  return { port: hosts.port, issueHostToken, site };
}

/** Every host of which anything is kept: what an earlier life wrote about links is not true any more. */
function knownHosts(mirror: Mirror): Set<number> {
  const known = new Set<number>();
  for (const { key } of [...mirror.entries(keys.hostStatuses), ...mirror.entries(keys.hosts)]) known.add(idOf(key));
  for (const prefix of [keys.intents, keys.observed]) {
    for (const { key } of mirror.entries(prefix)) known.add(Number(key.split('/')[2]));
  }
  return known;
}

const instanceOf = (value: Json) => String((value as { readonly instanceId: number }).instanceId);
