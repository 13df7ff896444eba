/**
 * Gives every unplaced instance of the cluster a host and its addresses. One instance after the other, each in one
 * transaction whose conditions are that nobody changed the instance and nobody holds the addresses, so that dying at
 * any point leaves it either placed whole or not at all.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Disk, Host, HostStatus, Instance, Lease, Network } from '@skerry/domain';
import type { Clock, Log } from '@skerry/kit';
import { planPlacement, type ScheduleHost } from '@skerry/scheduler';
import type { Condition, Json, Mirror, Store, Write } from '@skerry/store';
import { idOf, keys } from '../keys.ts';
import { type NicsChosen, chooseNics, TakenAddresses } from './addresses.ts';
import type { IdBlocks } from './id-blocks.ts';
import { Reservations } from './reservations.ts';

export interface PlacerContext {
  readonly store: Store;
  readonly mirror: Mirror;
  readonly leaseIds: IdBlocks;
  readonly clock: Clock;
  readonly log: Log;
}

export class Placer {
  private readonly context: PlacerContext;
  private readonly reservations = new Reservations();
  private readonly taken = new TakenAddresses();
  private readonly unplaced = new Set<number>();

  constructor(context: PlacerContext) {
    this.context = context;
    const { mirror } = context;
    for (const entry of mirror.entries(keys.instances)) this.seeInstance(idOf(entry.key), entry.value as never);
    for (const entry of mirror.entries(keys.addresses)) this.seeAddress(entry.key, true);
  }

  /** Follows the mirror: call with every change under `/state/instance/`. Answers whether a placement may be due. */
  seeInstance(instanceId: number, instance: Instance | undefined): boolean {
    this.reservations.set(instanceId, instance);
    const waits = instance !== undefined && instance.hostId === undefined && instance.intent.power !== 'absent';
    if (waits) this.unplaced.add(instanceId);
    else this.unplaced.delete(instanceId);
    return waits || (instance === undefined && this.unplaced.size > 0);
  }

  seeAddress(key: string, held: boolean): void {
    const [networkId, address] = key.slice(keys.addresses.length).split('/') as [string, string];
    if (held) this.taken.add(Number(networkId), address);
    else this.taken.delete(Number(networkId), address);
  }

  reserved(hostId: number) {
    return this.reservations.of(hostId);
  }

  /** Tries all that wait, once each, oldest first. */
  async placeAll(): Promise<void> {
    for (const instanceId of [...this.unplaced].sort((a, b) => a - b)) await this.place(instanceId);
  }

  private async place(instanceId: number): Promise<void> {
    const { store, mirror } = this.context;
    const entry = await store.get(keys.instance(instanceId));
    const instance = entry?.value as unknown as Instance | undefined;
    if (!entry || !instance || instance.hostId !== undefined || instance.intent.power === 'absent') return;
    const unchanged = { key: entry.key, is: 'unchanged-since', modRevision: entry.modRevision } as const;

    const plan = planPlacement(
      { hosts: this.scheduleHosts() },
      { ...instance.spec, networkIds: instance.spec.nics.map((n) => n.networkId), diskMiB: diskMiB(instance) },
    );
    const nics: NicsChosen = chooseNics(
      instance.spec.nics,
      (id) => mirror.get(keys.network(id))?.value as never,
      this.taken,
    );
    if (!plan.placed || plan.hostId === undefined || !nics.ok) {
      const message = plan.placed && !nics.ok ? nics.message : plan.message;
      const unplaced = { message, reasons: plan.refused };
      if (isDeepStrictEqual(instance.unplaced, unplaced)) return;
      const value = { ...instance, unplaced } as unknown as Json;
      await store.commit({ conditions: [unchanged], writes: [{ op: 'put', key: entry.key, value }] });
      return;
    }
    const ids =
      nics.nics.length === 0 ? { ids: [], write: undefined } : await this.context.leaseIds.take(nics.nics.length);
    if (!ids) {
      this.context.log.warn({ instanceId }, 'no numbers left for leases and the front-end cannot be asked');
      return;
    }
    await this.commitPlacement(instance, unchanged, plan.hostId, nics.nics, ids);
  }

  private async commitPlacement(
    instance: Instance,
    unchanged: Condition,
    hostId: number,
    nics: readonly { readonly networkId: number; readonly address: string; readonly mac: string }[],
    ids: { readonly ids: readonly number[]; readonly write: Write | undefined },
  ): Promise<void> {
    const { store, mirror } = this.context;
    const now = this.context.clock.now().toISOString();
    const { unplaced: _, ...rest } = instance;
    const placed: Instance = { ...rest, hostId, spec: { ...instance.spec, nics } };
    const writes: Write[] = [{ op: 'put', key: keys.instance(instance.id), value: placed as unknown as Json }];
    if (ids.write) writes.push(ids.write);
    for (const { value } of mirror.find('disk-by-instance', String(instance.id))) {
      const disk = value as unknown as Disk;
      writes.push({ op: 'put', key: keys.disk(disk.id), value: { ...disk, hostId } as unknown as Json });
    }
    const conditions: Condition[] = [unchanged];
    nics.forEach((nic, i) => {
      const id = ids.ids[i] as number;
      const key = keys.address(nic.networkId, nic.address);
      conditions.push({ key, is: 'absent' });
      writes.push({ op: 'put', key, value: id });
      writes.push({ op: 'put', key: keys.lease(id), value: lease(id, instance, nic, now) as unknown as Json });
    });
    const result = await store.commit({ conditions, writes });
    // The next decision must see this one.
    if (result.committed) await mirror.waitFor(result.revision, { deadlineMs: 10_000 });
  }

  private scheduleHosts(): ScheduleHost[] {
    const { mirror } = this.context;
    const hosts: ScheduleHost[] = [];
    for (const { value } of mirror.entries(`${keys.catalogue}host/`)) {
      const host = value as unknown as Host;
      const status = mirror.get(keys.hostStatus(host.id))?.value as unknown as HostStatus | undefined;
      hosts.push(scheduleHost(host, status, this.reservations.of(host.id), this.networkIds()));
    }
    return hosts;
  }

  private networkIds(): number[] {
    return [...this.context.mirror.entries(`${keys.catalogue}network/`)].map((e) => (e.value as unknown as Network).id);
  }
}

const diskMiB = (instance: Instance) => instance.spec.disks.reduce((total, d) => total + d.sizeMiB, 0);

function lease(
  id: number,
  instance: Instance,
  nic: { readonly networkId: number; readonly address: string; readonly mac: string },
  now: string,
): Lease {
  return {
    id,
    name: nic.address,
    ownerId: instance.ownerId,
    groupId: instance.groupId,
    permissions: instance.permissions,
    labels: {},
    attributes: {},
    createdAt: now,
    changedAt: now,
    clusterId: instance.clusterId,
    instanceId: instance.id,
    ...nic,
  };
}
