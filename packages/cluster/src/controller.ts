/**
 * The controller of one Edge Cluster. It owns the cluster's instances, disks and leases and goes on without the
 * front-end. All it knows is in its store: after a crash it reads and goes on; hosts and guests do not notice.
 */
import {
  guestConsole,
  guestConsoleLog,
  guestConsoleResize,
  guestDisplay,
  hostJoinToken,
  samplesHistory,
} from '@skerry/contract';
import { type Instance, rateNames, SampleRings } from '@skerry/domain';
import { acceptFeeds, produceFeed, storeConsumer } from '@skerry/feed';
import { type Clock, type Log, SkerryError } from '@skerry/kit';
import type { Authority, OpenParent, Session } from '@skerry/link';
import { encodeJoinToken } from '@skerry/link';
import { type ChangeBatch, createMirror, type Json, type Mirror, type Store } from '@skerry/store';
import { join } from 'node:path';
import { commandConsumer } from './commands/consume-commands.ts';
import { HostLink } from './hosts/host-link.ts';
import { HostTokens } from './hosts/host-tokens.ts';
import { startHousekeeping } from './housekeeping.ts';
import { ImageReplica } from './images/replica.ts';
import { reconcileInstance } from './instances/reconcile-instance.ts';
import { indexUses, usersOf } from './instances/uses.ts';
import { idOf, keys } from './keys.ts';
import { tellHostsNetworks } from './networks/tell-hosts.ts';
import { IdBlocks } from './placement/id-blocks.ts';
import { Placer } from './placement/placer.ts';
import { Wakes } from './wake.ts';

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
  readonly clock: Clock;
  readonly log: Log;
}

export interface Controller {
  readonly port: number;
  /** A join token for a host, without asking the front-end. */
  issueHostToken(lifetimeSeconds: number): Promise<{ readonly token: string; readonly expiresAt: string }>;
  close(): Promise<void>;
}

/** Placement is tried again at least this often, for what no change announces. */
const placeEveryMs = 15_000;

export async function createController(options: ControllerOptions): Promise<Controller> {
  const { store, upward, log, clock, clusterId } = options;
  const mirror = createMirror(store, '/');
  const belongings = mirror.index('by-instance', (e) =>
    /^\/state\/(disk|lease)\//.test(e.key) ? instanceOf(e.value) : undefined,
  );
  const uses = indexUses(mirror);
  const tokens = new HostTokens(store, clock);
  // The front-end may ask as soon as the link is up, which can be before the rest of this function is through.
  const opened = Promise.withResolvers<HostLink>();
  opened.promise.catch(() => {});
  const issueHostToken = async (lifetimeSeconds: number) => {
    const { port } = await opened.promise;
    const { secret, expires } = await tokens.issue(lifetimeSeconds);
    const urls = options.serverNames.map((name) => `https://${name.includes(':') ? `[${name}]` : name}:${port}`);
    const token = encodeJoinToken({ urls, fingerprint: options.ca.fingerprint, secret, expires });
    return { token, expiresAt: expires.toISOString() };
  };
  const samples = new SampleRings(
    (kind, id) => mirror.get(kind === 'host' ? keys.host(id) : keys.instance(id)) !== undefined,
  );
  answerFrontEnd(upward, opened.promise, mirror, issueHostToken, samples);
  await mirror.ready;

  const images = await ImageReplica.open(join(options.dataDirectory, 'images'), upward);
  const placer = new Placer({ store, mirror, leaseIds: new IdBlocks(store, upward, 'lease'), clock, log });
  // Called from the first connection on; until `hostStates` is there, the look at all hosts below makes up for it.
  let hostChanged: (hostId: number) => void = () => {};
  const onChange = (hostId: number) => hostChanged(hostId);
  const hosts = await HostLink.open(
    { store, mirror, upward, images, tokens, samples, clusterId, clock, log, onChange },
    options,
  );
  opened.resolve(hosts);

  const instances = new Wakes<number>((id) => reconcileInstance({ store, mirror, belongings }, id), log);
  const placements = new Wakes<'all'>(async () => {
    await placer.placeAll();
    return false;
  }, log);
  const hostStates = new Wakes<number>(async (hostId) => {
    if (mirror.get(keys.host(hostId))) await hosts.writeStatus(hostId);
    else await hosts.forget(hostId);
    return false;
  }, log);
  const networks = new Wakes<'all'>(() => tellHostsNetworks(store, mirror), log);

  const react = ({ changes }: ChangeBatch) => {
    for (const change of changes) {
      const key = change.type === 'put' ? change.entry.key : change.key;
      const value = change.type === 'put' ? change.entry.value : undefined;
      if (key.startsWith(keys.instances)) {
        if (placer.seeInstance(idOf(key), value as never)) placements.wake('all');
        instances.wake(idOf(key));
      } else if (key.startsWith(keys.addresses)) {
        placer.seeAddress(key, value !== undefined);
        if (value === undefined) placements.wake('all');
      } else if (key.startsWith(keys.observed)) {
        if (key.endsWith('/report')) hostStates.wake(Number(key.split('/')[2]));
        else instances.wake(idOf(key));
      } else if (key.startsWith('/state/host-status/')) placements.wake('all');
      else if (key.startsWith(keys.catalogue)) {
        placements.wake('all');
        if (key.includes('/host/')) hostStates.wake(idOf(key));
        if (key.includes('/host/') || key.includes('/network/')) networks.wake('all');
        for (const id of usersOf(uses, key)) instances.wake(id);
      }
    }
  };
  const unsubscribe = mirror.on(react);
  wakeAllInstances(mirror, instances);
  placements.wake('all');
  networks.wake('all');
  hostChanged = (hostId) => hostStates.wake(hostId);
  for (const hostId of knownHosts(mirror)) hostStates.wake(hostId);

  acceptFeeds(upward, {
    catalogue: storeConsumer({ store, cursorKey: keys.cursor('catalogue', 'front-end'), targetPrefix: keys.catalogue }),
    commands: commandConsumer({ store, clock, log, roomOn: (hostId) => placer.roomOn(hostId) }),
  });
  const stop = new AbortController();
  void produceFeed({ session: upward, store, feed: 'cluster-state', prefix: keys.state, signal: stop.signal, log });

  // Who waits for numbers can have them now.
  const unlisten = upward.on('connected', () => placements.wake('all'));
  const timer = setInterval(() => placements.wake('all'), placeEveryMs);
  const endHousekeeping = startHousekeeping({ mirror, images, tokens, clock, log });

  return {
    port: hosts.port,
    issueHostToken,
    async close() {
      clearInterval(timer);
      await endHousekeeping();
      unlisten();
      stop.abort();
      unsubscribe();
      await Promise.all([instances.close(), placements.close(), networks.close(), hostStates.close()]);
      await hosts.close();
      await mirror.close();
    },
  };
}

function answerFrontEnd(
  upward: Session,
  opened: Promise<HostLink>,
  mirror: Mirror,
  issueHostToken: (lifetimeSeconds: number) => Promise<{ readonly token: string; readonly expiresAt: string }>,
  samples: SampleRings,
): void {
  upward.handle({
    requests: {
      [samplesHistory.method]: (body) => {
        const { subject, id } = samplesHistory.body.parse(body);
        const histories = samples.all(subject, id).map(({ stepSeconds, points }) => ({
          stepSeconds,
          points: points.map(({ at, rates }) => [at, ...rateNames.map((name) => rates[name])]),
        }));
        return { histories };
      },
      [hostJoinToken.method]: async (body) => issueHostToken(hostJoinToken.body.parse(body).lifetimeSeconds),
      [guestConsoleResize.method]: async (body) => {
        const { instanceId } = guestConsoleResize.body.parse(body);
        const hosts = await opened;
        return hosts
          .session(hostOf(mirror, instanceId))
          .request(guestConsoleResize.method, body, { deadlineMs: 10_000, whenCut: 'fail' });
      },
      [guestConsoleLog.method]: async (body) => {
        const { instanceId } = guestConsoleLog.body.parse(body);
        const hosts = await opened;
        return hosts.session(hostOf(mirror, instanceId)).request(guestConsoleLog.method, body, { deadlineMs: 10_000 });
      },
    },
    streams: {
      [guestConsole.method]: async (stream, body) => {
        const { instanceId } = guestConsole.body.parse(body);
        const hosts = await opened;
        return hosts.passStream(guestConsole.method, hostOf(mirror, instanceId), body, stream);
      },
      [guestDisplay.method]: async (stream, body) => {
        const { instanceId } = guestDisplay.body.parse(body);
        const hosts = await opened;
        return hosts.passStream(guestDisplay.method, hostOf(mirror, instanceId), body, stream);
      },
    },
  });
}

/** Every host of which anything is kept: what an earlier life wrote about links is not true any more. */
function knownHosts(mirror: Mirror): Set<number> {
  const known = new Set<number>();
  for (const prefix of ['/state/host-status/', `${keys.catalogue}host/`]) {
    for (const { key } of mirror.entries(prefix)) known.add(idOf(key));
  }
  for (const prefix of [keys.intents, keys.observed]) {
    for (const { key } of mirror.entries(prefix)) known.add(Number(key.split('/')[2]));
  }
  return known;
}

const instanceOf = (value: Json) => String((value as { readonly instanceId: number }).instanceId);

function wakeAllInstances(mirror: Mirror, instances: Wakes<number>): void {
  for (const { key } of mirror.entries(keys.instances)) instances.wake(idOf(key));
}

function hostOf(mirror: Mirror, instanceId: number): number {
  const instance = mirror.get(keys.instance(instanceId))?.value as unknown as Instance | undefined;
  if (instance?.hostId !== undefined) return instance.hostId;
  throw new SkerryError({
    code: 'instance-unplaced',
    kind: 'refused',
    message: 'The instance is on no host yet, so there is nothing to show.',
  });
}
