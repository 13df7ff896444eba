import {
  chargeOf,
  chargeOfCommand,
  type Command,
  type ControllerStatus,
  type Disk,
  type HostStatus,
  type Instance,
  type Lease,
  orderedInstance,
  Usage,
} from '@skerry/domain';
import { Reservations } from '@skerry/scheduler';
import type { ClusterState } from '@skerry/store/layout/cluster-state';
import { type Change, type ChangeBatch, valueAfter } from '@skerry/store';
import type { Kind, Objects } from '../catalogue/objects.ts';
import { type VisibleInstance, visibleInstance } from '../instances/visible.ts';
import type { Origins } from '../ports/origins.ts';
import { administrativeShare, type AuditRecord } from './audit-record.ts';
import { setAudit } from './audit-shares.ts';
import { type AnswerKept, setAnswered } from './command-history.ts';
import { isCatalogueKind, keys } from './keys.ts';
import { contained, isRecord, type OnFault } from './model-faults.ts';
import { MultiIndex } from './multi-index.ts';
import { NetworkUsers } from './network-users.ts';
import type { ObjectChange, Touch, Touched } from './object-change.ts';
import { partsOf } from './parts-of.ts';
import { RecordShares } from './record-shares.ts';
import { noteTurn } from './host-turns.ts';
import { unbuiltIn } from './unbuilt-networks.ts';
import { SharedParts } from './shared-parts.ts';
import { emptyTables, type Tables } from './tables.ts';

export type { ObjectChange } from './object-change.ts';

type Told = { readonly clusterId: number };

/**
 * The store's content in memory, with indexes: what reads of objects are served from. It owns no fact: it only follows
 * the store, whole revisions at a time, so a reader never sees half of a transaction. Nothing else may write to it.
 */
export class Model {
  revision = 0;
  /** Absent: all that is told is believed, as the console of a site believes its own controller. */
  readonly provenance: Origins | undefined;
  readonly tables: Tables = emptyTables();
  readonly hostStatus = new Map<number, HostStatus>();
  /** Revisions at which hosts began or ceased to hear. */
  readonly hostTurns = new Map<number, number>();
  /** What controllers tell of themselves, by cluster. */
  readonly controllers = new Map<number, ControllerStatus>();
  readonly commands = new Map<number, Command>();
  /** Commands that are answered; what they were stays in the store. */
  readonly answered = new Map<number, AnswerKept>();
  readonly answeredByInstance = new MultiIndex<'instance', number>();
  readonly answeredShares = new RecordShares();
  /** By sequence, oldest first. */
  readonly audit = new Map<number, AuditRecord>();
  /** The highest number of a record there ever was, as far as it was seen. */
  lastAudit = -1;
  readonly auditShares = new RecordShares(administrativeShare);
  /** ISO 8601, by cluster. */
  readonly lastHeard = new Map<number, string>();
  readonly byName = new MultiIndex<Kind, string>();
  /** What the instances of each host may use, kept up with them: placing looks at every host each time. */
  readonly instancesByHost = new MultiIndex<'host', number>();
  readonly instancesByCluster = new MultiIndex<'cluster', number>();
  readonly leasesByNetwork = new MultiIndex<'network', number>();
  readonly networkUsers = new NetworkUsers();
  readonly commandsByInstance = new MultiIndex<'instance', number>();
  readonly commandsByCluster = new MultiIndex<'cluster', number>();
  readonly reservations = new Reservations();
  /** What users and groups have: what `admit` asks. */
  readonly usage = new Usage();
  readonly #mirrored = new Map<number, Instance>();
  readonly #shared = new SharedParts();
  readonly #versions = new Map<Kind, number>();
  readonly #listeners = new Set<(changes: readonly ObjectChange[], revision: number) => void>();
  readonly #onFault: OnFault;

  constructor(provenance?: Origins, onFault: OnFault = () => {}) {
    this.provenance = provenance;
    this.#onFault = onFault;
  }

  get<K extends Kind>(kind: K, id: number): Objects[K] | undefined {
    return this.tables[kind].get(id);
  }

  all<K extends Kind>(kind: K): Iterable<Objects[K]> {
    return this.tables[kind].values();
  }

  named<K extends Kind>(kind: K, name: string): Objects[K][] {
    return [...this.byName.get(kind, name)].flatMap((id) => this.tables[kind].get(id) ?? []);
  }

  /** Commands for an instance that its cluster has not answered, in order. */
  pendingOf(instanceId: number): Command[] {
    return [...this.commandsByInstance.get('instance', instanceId)]
      .sort((a, b) => a - b)
      .flatMap((id) => this.commands.get(id) ?? []);
  }

  instancesOn(hostId: number): VisibleInstance[] {
    return [...this.instancesByHost.get('host', hostId)].flatMap((id) => this.get('instance', id) ?? []);
  }

  instancesIn(clusterId: number): VisibleInstance[] {
    return [...this.instancesByCluster.get('cluster', clusterId)].flatMap((id) => this.get('instance', id) ?? []);
  }

  /** Called after each revision, with the objects that changed. */
  onChange(listener: (changes: readonly ObjectChange[], revision: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  apply(batch: ChangeBatch): void {
    const touched = new Map<string, Touched>();
    const touch: Touch = (kind, id, onlyCounts = false) => {
      const key = `${kind}/${id}`;
      const known = touched.get(key);
      if (known === undefined) touched.set(key, { kind, id, before: this.tables[kind].get(id), onlyCounts });
      else known.onlyCounts &&= onlyCounts;
    };
    const instances = new Set<number>();
    for (const change of batch.changes) this.provenance?.follow(change);
    for (const change of batch.changes) {
      const key = change.type === 'put' ? change.entry.key : change.key;
      contained(this.#onFault, { key }, () => this.#applyOne(change, touch, instances));
    }
    for (const id of instances)
      contained(this.#onFault, { key: `instance/${id}` }, () => this.#refreshInstance(id, touch));
    this.revision = batch.revision;
    const changes: ObjectChange[] = [];
    for (const { kind, id, before, onlyCounts } of touched.values()) {
      const after = this.tables[kind].get(id);
      changes.push({
        revision: batch.revision,
        kind,
        id,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
        ...(onlyCounts ? { onlyCounts } : {}),
      });
    }
    for (const listener of this.#listeners) {
      contained(this.#onFault, { listener: true }, () => listener(changes, batch.revision));
    }
  }

  #applyOne(change: Change, touch: Touch, instances: Set<number>): void {
    const key = change.type === 'put' ? change.entry.key : change.key;
    const value: unknown = change.type === 'put' ? change.entry.value : undefined;
    const [, area, first = '', second = '', third = ''] = key.split('/');
    if (!isRecord(area, value)) throw new Error('this is no record');
    switch (area) {
      case 'catalogue':
        if (isCatalogueKind(first)) {
          touch(first, Number(second));
          this.#set(first, Number(second), valueAfter(keys.catalogueOf(first), change));
        }
        return;
      case 'commands':
        return this.#setCommand(Number(second), valueAfter(keys.commands, change), touch, instances);
      case 'command-history':
        return setAnswered(this, Number(first), valueAfter(keys.answeredCommands, change));
      case 'mirror':
        return this.#applyMirror(Number(first), second, Number(third), change, touch, instances);
      case 'placed':
        if (first === 'instance') this.#setOwner(Number(second), touch, instances);
        return;
      case 'audit':
        return setAudit(this, Number(first), valueAfter(keys.allAudit, change));
      case 'link': {
        touch('cluster', Number(first));
        // A host of a cluster that is cut is cut with it.
        for (const host of this.all('host')) if (host.clusterId === Number(first)) touch('host', host.id);
        const link = valueAfter(keys.links, change);
        if (link !== undefined) this.lastHeard.set(Number(first), link.at);
        else this.lastHeard.delete(Number(first));
        return;
      }
      default:
    }
  }

  #applyMirror(
    clusterId: number,
    what: string,
    id: number,
    change: Change,
    touch: Touch,
    instances: Set<number>,
  ): void {
    const now = <W extends keyof ClusterState>(of: W) => valueAfter(keys.mirrored(clusterId, of), change);
    // A cluster speaks only of its own. The feed refuses the rest; what an older front-end took over is passed over here.
    const foreign = (known: Told | undefined, told: Told | undefined) =>
      (known !== undefined && known.clusterId !== clusterId) ||
      (told !== undefined && told.clusterId !== clusterId) ||
      (told !== undefined && this.provenance?.mayTell(clusterId, what, id) === false);
    switch (what) {
      case 'instance': {
        const told = now(what);
        if (foreign(this.#mirrored.get(id), told)) return;
        if (told === undefined) this.#mirrored.delete(id);
        else this.#mirrored.set(id, this.#shared.in(told));
        instances.add(id);
        return;
      }
      case 'disk':
        return this.#setPart(what, id, now(what), touch, foreign);
      case 'lease':
        return this.#setPart(what, id, now(what), touch, foreign);
      case 'host-status': {
        const told = now(what);
        const known = this.hostStatus.get(id);
        noteTurn(this, id, told, change, touch);
        if (foreign(known, told)) return;
        touch('host', id);
        for (const network of unbuiltIn(known, told)) touch('network', network);
        if (told === undefined) this.hostStatus.delete(id);
        else this.hostStatus.set(id, told);
        return;
      }
      case 'controller': {
        const told = now(what);
        touch('cluster', clusterId);
        if (told === undefined) this.controllers.delete(clusterId);
        else this.controllers.set(clusterId, told);
        return;
      }
      default:
    }
  }

  #setPart<K extends 'disk' | 'lease'>(
    kind: K,
    id: number,
    told: Objects[K] | undefined,
    touch: Touch,
    foreign: (known: Told | undefined, told: Told | undefined) => boolean,
  ): void {
    if (foreign(this.tables[kind].get(id), told)) return;
    touch(kind, id);
    this.#set(kind, id, told && this.#owned(told));
  }

  #setCommand(id: number, value: Command | undefined, touch: Touch, instances: Set<number>): void {
    const command = value ?? this.commands.get(id);
    if (command === undefined) return;
    const { order } = command;
    const instanceId = orderedInstance(order);
    touch('cluster', command.clusterId, true);
    this.usage.set(`command/${id}`, value && chargeOfCommand(value));
    const how = value === undefined ? 'remove' : 'add';
    if (value === undefined) this.commands.delete(id);
    else this.commands.set(id, value);
    this.commandsByCluster[how]('cluster', command.clusterId, id);
    if (instanceId === undefined) return;
    this.commandsByInstance[how]('instance', instanceId, id);
    instances.add(instanceId);
  }

  #refreshInstance(id: number, touch: Touch): void {
    touch('instance', id);
    const told = this.#mirrored.get(id);
    this.#set('instance', id, visibleInstance(told && (this.provenance?.identified(told) ?? told), this.pendingOf(id)));
  }

  #owned<T extends Disk | Lease>(part: T): T {
    const owner = this.provenance?.ownerOf(part.instanceId);
    const same = owner === undefined || (owner.ownerId === part.ownerId && owner.groupId === part.groupId);
    return same ? part : { ...part, ...owner };
  }

  /** Whose the instance is has changed: its parts are its owner's. */
  #setOwner(instanceId: number, touch: Touch, instances: Set<number>): void {
    instances.add(instanceId);
    const told = this.#mirrored.get(instanceId);
    for (const { kind, id } of partsOf(told, this.leasesByNetwork, (id) => this.get('lease', id))) {
      const part = this.tables[kind].get(id);
      if (part === undefined) continue;
      touch(kind, id);
      this.#set(kind, id, this.#owned(part));
    }
  }

  /** Another number after each change of an object of the kind: what was worked out from all of them is old then. */
  versionOf(kind: Kind): number {
    return this.#versions.get(kind) ?? 0;
  }

  #set<K extends Kind>(kind: K, id: number, after: Objects[K] | undefined): void {
    this.#versions.set(kind, this.versionOf(kind) + 1);
    const before = this.tables[kind].get(id);
    if (before !== undefined) this.#index('remove', kind, before);
    this.usage.set(`${kind}/${id}`, after && chargeOf(kind, after));
    if (after === undefined) {
      this.tables[kind].delete(id);
    } else {
      const kept = this.#shared.in(after);
      this.tables[kind].set(id, kept);
      this.#index('add', kind, kept);
    }
  }

  #index<K extends Kind>(how: 'add' | 'remove', kind: K, object: Objects[K]): void {
    this.byName[how](kind, object.name, object.id);
    if (kind === 'lease') this.leasesByNetwork[how]('network', (object as Lease).networkId, object.id);
    if (kind !== 'instance') return;
    const instance = object as VisibleInstance;
    this.networkUsers.follow(how, instance);
    const { hostId = instance.expectedHostId } = instance;
    const counted = hostId === undefined ? instance : { ...instance, hostId };
    this.reservations.set(instance.id, how === 'add' ? counted : undefined);
    this.instancesByCluster[how]('cluster', instance.clusterId, instance.id);
    if (instance.hostId === undefined) return;
    this.instancesByHost[how]('host', instance.hostId, instance.id);
  }
}
