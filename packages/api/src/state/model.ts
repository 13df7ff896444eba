import {
  chargeOf,
  chargeOfCommand,
  type Command,
  type ControllerStatus,
  type HostStatus,
  type Instance,
  isCatalogueKind,
  orderedInstance,
  Usage,
} from '@skerry/domain';
import { Reservations } from '@skerry/scheduler';
import type { ClusterState } from '@skerry/store/layout/cluster-state';
import { type Change, type ChangeBatch, valueAfter } from '@skerry/store';
import type { Indexed } from '../catalogue/kinds.ts';
import type { Kind, Objects } from '../catalogue/objects.ts';
import { type VisibleInstance, visibleInstance } from '../instances/visible.ts';
import type { Origins } from '../ports/origins.ts';
import { administrativeShare, type AuditRecord } from './audit-record.ts';
import { setAudit } from './audit-shares.ts';
import { type AnswerKept, setAnswered } from './command-history.ts';
import { keepIn } from './keep-in.ts';
import { keys } from './keys.ts';
import { contained, isRecord, type OnFault } from './model-faults.ts';
import { MultiIndex } from './multi-index.ts';
import { NetworkUsers } from './network-users.ts';
import { gatherTouched, type ObjectChange, type Touch } from './object-change.ts';
import { ownedPart, partsOf } from './parts-of.ts';
import { RecordShares } from './record-shares.ts';
import { noteTurn } from './host-turns.ts';
import { unbuiltIn } from './unbuilt-networks.ts';
import { References } from './references.ts';
import { SharedParts } from './shared-parts.ts';
import { emptyTables, type Tables } from './tables.ts';

export type { ObjectChange } from './object-change.ts';

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
  readonly networkUsers = new NetworkUsers();
  readonly commandsByInstance = new MultiIndex<'instance', number>();
  readonly commandsByCluster = new MultiIndex<'cluster', number>();
  /** What the instances of each host may use, kept up with them: placing looks at every host each time. */
  readonly reservations = new Reservations();
  /** What users and groups have: what `admit` asks. */
  readonly usage = new Usage();
  readonly #mirrored = new Map<number, Instance>();
  readonly #references = new References();
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
    return [...this.referring('instance', 'host', hostId)].flatMap((id) => this.get('instance', id) ?? []);
  }

  instancesIn(clusterId: number): VisibleInstance[] {
    return [...this.referring('instance', 'cluster', clusterId)].flatMap((id) => this.get('instance', id) ?? []);
  }

  /** Numbers of the objects of a kind that name this one. */
  referring<K extends Kind>(kind: K, to: Indexed<K>, id: number): ReadonlySet<number> {
    return this.#references.of(kind, to, id);
  }

  /** Called after each revision, with the objects that changed. */
  onChange(listener: (changes: readonly ObjectChange[], revision: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  apply(batch: ChangeBatch): void {
    const { touch, changesAt } = gatherTouched((kind, id) => this.tables[kind].get(id));
    const instances = new Set<number>();
    for (const change of batch.changes) this.provenance?.follow(change);
    for (const change of batch.changes) {
      const key = change.type === 'put' ? change.entry.key : change.key;
      contained(this.#onFault, { key }, () => this.#applyOne(change, touch, instances));
    }
    for (const id of instances)
      contained(this.#onFault, { key: `instance/${id}` }, () => this.#refreshInstance(id, touch));
    this.revision = batch.revision;
    const changes = changesAt(batch.revision);
    for (const listener of this.#listeners) {
      contained(this.#onFault, { listener: true }, () => listener(changes, batch.revision));
    }
  }

  #applyOne(change: Change, touch: Touch, instances: Set<number>): void {
    const key = change.type === 'put' ? change.entry.key : change.key;
    const [, area, first = '', second = '', third = ''] = key.split('/');
    if (change.type === 'put' && !isRecord(area, change.entry.value)) throw new Error('this is no record');
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
      case 'link':
        touch('cluster', Number(first));
        // A host of a cluster that is cut is cut with it.
        for (const host of this.all('host')) if (host.clusterId === Number(first)) touch('host', host.id);
        return keepIn(this.lastHeard, Number(first), valueAfter(keys.links, change)?.at);
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
    const foreign = (known: { clusterId: number } | undefined, told: typeof known) =>
      (known !== undefined && known.clusterId !== clusterId) ||
      (told !== undefined && told.clusterId !== clusterId) ||
      (told !== undefined && this.provenance?.mayTell(clusterId, what, id) === false);
    switch (what) {
      case 'instance': {
        const told = now(what);
        if (foreign(this.#mirrored.get(id), told)) return;
        keepIn(this.#mirrored, id, told && this.#shared.in(told));
        instances.add(id);
        return;
      }
      case 'disk':
      case 'lease': {
        const told = now(what);
        if (foreign(this.tables[what].get(id), told)) return;
        touch(what, id);
        return this.#set(what, id, told && ownedPart(told, this.provenance));
      }
      case 'host-status': {
        const told = now(what);
        const known = this.hostStatus.get(id);
        noteTurn(this, id, told, change, touch);
        if (foreign(known, told)) return;
        touch('host', id);
        for (const network of unbuiltIn(known, told)) touch('network', network);
        return keepIn(this.hostStatus, id, told);
      }
      case 'controller':
        touch('cluster', clusterId);
        return keepIn(this.controllers, clusterId, now(what));
      default:
    }
  }

  #setCommand(id: number, value: Command | undefined, touch: Touch, instances: Set<number>): void {
    const command = value ?? this.commands.get(id);
    if (command === undefined) return;
    const { order } = command;
    const instanceId = orderedInstance(order);
    touch('cluster', command.clusterId, true);
    this.usage.set(`command/${id}`, value && chargeOfCommand(value));
    const how = value === undefined ? 'remove' : 'add';
    keepIn(this.commands, id, value);
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

  /** Whose the instance is has changed: its parts are its owner's. */
  #setOwner(instanceId: number, touch: Touch, instances: Set<number>): void {
    instances.add(instanceId);
    const told = this.#mirrored.get(instanceId);
    for (const { kind, id } of partsOf(told, this)) {
      const part = this.tables[kind].get(id);
      if (part === undefined) continue;
      touch(kind, id);
      this.#set(kind, id, ownedPart(part, this.provenance));
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
    this.#references.follow(how, kind, object);
    if (kind !== 'instance') return;
    const instance = object as VisibleInstance;
    this.networkUsers.follow(how, instance);
    const { hostId = instance.expectedHostId } = instance;
    const counted = hostId === undefined ? instance : { ...instance, hostId };
    this.reservations.set(instance.id, how === 'add' ? counted : undefined);
  }
}
