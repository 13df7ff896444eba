/**
 * Gives every unplaced instance of the cluster a host and its addresses. Each is placed in one transaction whose
 * conditions are that nobody changed the instance and nobody holds the addresses: dying at any point leaves it either
 * placed whole or not at all.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  believedReport,
  type HappeningDraft,
  type HistoryBounds,
  type Instance,
  type Limits,
  placedOn,
  withHappenings,
} from '@skerry/domain';
import type { Clock, Log } from '@skerry/kit';
import { apartFrom, type Placement, type PlacementRequest, Reservations, roomIn, schedule } from '@skerry/scheduler';
import { type Condition, type Entry, type Mirror, put, type Store, type Write } from '@skerry/store';
import { notLost } from '../hosts/lost-hosts.ts';
import { changeHistory } from '../instances/history.ts';
import { idOf, keys } from '../keys.ts';
import { TakenAddresses } from './addresses.ts';
import { type AddressGrant, grantAddresses } from './grant-addresses.ts';
import type { IdBlocks } from './id-blocks.ts';
import { hiddenHosts, ownerOf, rightsRefusal } from './owner-rights.ts';
import type { HostRoom } from './resize-room.ts';
import { scheduleHosts } from './schedule-hosts.ts';
import { clusterError } from '../errors.ts';

export interface PlacerContext {
  readonly store: Store;
  readonly mirror: Mirror;
  readonly leaseIds: IdBlocks;
  readonly limits: Limits;
  readonly history: HistoryBounds;
  readonly clock: Clock;
  readonly log: Log;
}

type Waiting = Entry<Instance> & { readonly instance: Instance };

/** Requests planned at once: enough that the snapshot of the hosts is worth its making. */
const batchSize = 500;

export class Placer {
  private readonly context: PlacerContext;
  private readonly reservations = new Reservations();
  private readonly taken = new TakenAddresses();
  private readonly unplaced = new Set<number>();
  /** In the last round an instance got no numbers for its addresses. */
  private starved = false;

  constructor(context: PlacerContext) {
    this.context = context;
    const { mirror } = context;
    for (const { key, value } of mirror.entries(keys.instances)) this.seeInstance(idOf(key), value);
    for (const prefix of [keys.addresses, keys.macs]) {
      for (const { key } of mirror.entries(prefix)) this.taken.add(key);
    }
  }

  /** Follows the mirror: call with every change under `/state/instance/`. Answers whether a placement may be due. */
  seeInstance(instanceId: number, instance: Instance | undefined): boolean {
    this.reservations.set(instanceId, instance);
    const waits = instance !== undefined && isToBePlaced(instance);
    if (waits) this.unplaced.add(instanceId);
    else this.unplaced.delete(instanceId);
    this.taken.setAsked(instanceId, waits ? instance.spec.nics : []);
    return (waits && !instance.unplaced) || (instance === undefined && this.unplaced.size > 0);
  }

  roomOn(hostId: number): HostRoom | undefined {
    const { mirror, limits } = this.context;
    const status = mirror.get(keys.hostStatus(hostId))?.value;
    const host = mirror.get(keys.host(hostId))?.value;
    if (status?.report === undefined) return undefined;
    return {
      capacity: roomIn(believedReport(status.report, host?.approved, limits['host-growth-percent'])),
      reserved: this.reservations.of(hostId),
    };
  }

  /** The same for the keys under `/address/` and `/mac/`. */
  seeAddress(key: string, held: boolean): void {
    if (held) this.taken.add(key);
    else this.taken.delete(key);
  }

  /** Tries all that wait, once each, oldest first. Throws when some could be placed soon, and nothing will tell us. */
  async placeAll(): Promise<void> {
    this.starved = false;
    const waiting = [...this.unplaced].sort((a, b) => a - b);
    for (let i = 0; i < waiting.length; i += batchSize) await this.placeBatch(waiting.slice(i, i + batchSize));
    if (!this.starved || !this.context.leaseIds.canAsk) return;
    const message = 'The front-end gave no numbers for addresses; it is asked again.';
    throw clusterError('ids-missing', message);
  }

  private async placeBatch(instanceIds: readonly number[]): Promise<void> {
    const { store } = this.context;
    const entries: Waiting[] = [];
    for (const id of instanceIds) {
      const entry = await store.get(keys.instance(id));
      const instance = entry?.value;
      if (entry && instance && isToBePlaced(instance)) entries.push({ ...entry, instance });
    }
    for (const [hidden, together] of await this.byHiddenHosts(entries)) await this.placeTogether(together, hidden);
  }

  /** Those whose owners may use the same hosts are planned at once: nearly always all. Writes why the rest may not be placed. */
  private async byHiddenHosts(entries: readonly Waiting[]): Promise<Iterable<[hidden: string, Waiting[]]>> {
    const { mirror } = this.context;
    const groups = new Map<string, Waiting[]>();
    const hiddenFrom = new Map<number, string>();
    for (const entry of entries) {
      const { instance } = entry;
      const owner = ownerOf(instance, mirror);
      const refusal = rightsRefusal(instance, owner, mirror);
      if (owner === undefined || refusal !== undefined) {
        const unchanged: Condition = { key: entry.key, is: 'unchanged-since', modRevision: entry.modRevision };
        await this.writeUnplaced(instance, unchanged, refusal ?? '', {});
        continue;
      }
      const hidden = hiddenFrom.get(owner.userId) ?? hiddenHosts(owner, mirror).join(' ');
      hiddenFrom.set(owner.userId, hidden);
      const together = groups.get(hidden);
      if (together === undefined) groups.set(hidden, [entry]);
      else together.push(entry);
    }
    return groups;
  }

  private async placeTogether(entries: readonly Waiting[], hidden: string): Promise<void> {
    const { mirror, limits } = this.context;
    const notForThem = new Set(hidden === '' ? [] : hidden.split(' ').map(Number));
    const placements = schedule(
      { hosts: scheduleHosts(mirror, this.reservations, limits['host-growth-percent'], notForThem) },
      entries.map((e) => this.requestOf(e.instance)),
    );
    let revision = 0;
    for (const [i, entry] of entries.entries()) {
      revision = Math.max(revision, await this.settle(entry, placements[i] as Placement));
    }
    // The next decision must see these.
    if (revision > 0) await mirror.waitFor(revision, 10_000);
  }

  private requestOf(instance: Instance): PlacementRequest {
    const { spec } = instance;
    const image = spec.disks[0] && this.context.mirror.get(keys.image(spec.disks[0].imageId))?.value;
    return {
      instanceId: instance.id,
      kind: spec.kind,
      cpus: spec.cpus,
      memoryMiB: spec.memoryMiB,
      diskMiB: spec.disks.reduce((total, d) => total + d.sizeMiB, 0),
      requirements: spec.requirements,
      rank: spec.rank,
      ...apartFrom(instance.ownerId, spec),
      clusterId: instance.clusterId,
      ...(spec.machine === undefined ? {} : { machine: spec.machine }),
      ...(spec.hostId === undefined ? {} : { hostId: spec.hostId }),
      ...(image ? { architecture: image.architecture } : {}),
    };
  }

  /** Writes one placement, or why there is none. Answers the revision, 0 when nothing was written. */
  private async settle(entry: Waiting, placement: Placement): Promise<number> {
    const { mirror, leaseIds, log } = this.context;
    const { instance } = entry;
    const unchanged: Condition = { key: entry.key, is: 'unchanged-since', modRevision: entry.modRevision };
    if (!placement.placed || placement.hostId === undefined) {
      return this.writeUnplaced(instance, unchanged, placement.message, placement.refused);
    }
    const now = this.context.clock.now().toISOString();
    const grant = await grantAddresses(instance, { mirror, leaseIds, taken: this.taken }, now);
    if (grant.ok) return this.commitPlacement(instance, unchanged, placement.hostId, grant, now);
    if (grant.why === 'no-numbers') {
      log.warn({ instanceId: instance.id }, 'no numbers left for leases');
      this.starved = true;
    }
    return this.writeUnplaced(instance, unchanged, grant.message, {});
  }

  private async writeUnplaced(
    instance: Instance,
    unchanged: Condition,
    message: string,
    reasons: Readonly<Partial<Record<string, number>>>,
  ): Promise<number> {
    const counted = Object.entries(reasons).flatMap(([why, hosts]) =>
      hosts === undefined ? [] : [[why, hosts] as const],
    );
    const unplaced = { message, reasons: Object.fromEntries(counted) };
    if (isDeepStrictEqual(instance.unplaced, unplaced)) return 0;
    const writes: Write[] = [put(keys.instance(instance.id), { ...instance, unplaced })];
    const at = this.context.clock.now().toISOString();
    return this.commit(instance.id, [unchanged], writes, { at, what: 'unplaced', message });
  }

  /** With what happened. Answers the revision, 0 when nothing was written: somebody changed what was decided on. */
  private async commit(
    instanceId: number,
    conditions: readonly Condition[],
    writes: readonly Write[],
    happened: HappeningDraft,
  ): Promise<number> {
    const { store, history } = this.context;
    for (;;) {
      const noted = await changeHistory(store, instanceId, (kept) => withHappenings(kept, [happened], history));
      const result = await store.commit({
        conditions: [...conditions, noted.condition],
        writes: [...writes, ...noted.writes],
      });
      if (result.committed) return result.revision;
      // Only something more was written down about it: that changes no decision.
      if (result.failed.key !== noted.condition.key) return 0;
    }
  }

  private async commitPlacement(
    instance: Instance,
    unchanged: Condition,
    hostId: number,
    grant: Extract<AddressGrant, { readonly ok: true }>,
    now: string,
  ): Promise<number> {
    const { store } = this.context;
    const placed = { ...placedOn(instance, hostId), spec: { ...instance.spec, nics: grant.nics } };
    const writes: Write[] = [put(keys.instance(instance.id), placed), ...grant.writes];
    for (const { diskId } of instance.spec.disks) {
      const disk = (await store.get(keys.disk(diskId)))?.value;
      if (disk) writes.push(put(keys.disk(diskId), { ...disk, hostId }));
    }
    for (const key of grant.taken) this.taken.add(key);
    const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(instance.createdAt)) / 100) / 10);
    const happened: HappeningDraft = { at: now, what: 'placed', hostId, seconds };
    const conditions = [unchanged, notLost(hostId), ...grant.conditions];
    const revision = await this.commit(instance.id, conditions, writes, happened);
    if (revision > 0) return revision;
    for (const key of grant.taken) {
      if (!(await store.get(key))) this.taken.delete(key);
    }
    return 0;
  }
}

/** One that was lost with its host is not made anew behind its owner's back. */
const isToBePlaced = ({ hostId, intent, lost }: Instance): boolean =>
  hostId === undefined && intent.power !== 'absent' && lost === undefined;
