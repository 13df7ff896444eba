import { type Instance, isToldKind, permissionBits, type ToldKind } from '@skerry/domain';
import { type Change, valueAfter } from '@skerry/store';
import type { Identity, Placed } from '@skerry/store/layout/front-end';
import type { Origins } from '@skerry/api/ports/origins';
import { keys } from '@skerry/api/state/keys';

export type { Identity, Placed } from '@skerry/store/layout/front-end';

/**
 * Which cluster may tell of which number. It owns no fact: it follows the keys that are written with each order and each
 * lease of numbers, and holds them in memory because every record that a cluster tells is asked about.
 */
export class Provenance implements Origins {
  readonly #placed: Readonly<Record<ToldKind, Map<number, Placed>>> = {
    instance: new Map(),
    disk: new Map(),
    lease: new Map(),
  };
  /** By `<cluster>/<kind>`: first and end of each block. */
  readonly #blocks = new Map<string, Map<number, number>>();
  /** Below it lie numbers that clusters had been given before it was written down to whom. */
  readonly #unwritten = new Map<ToldKind, number>();

  /** Call with every change, before anything that is asked of it afterwards. */
  follow(change: Change): void {
    const key = change.type === 'put' ? change.entry.key : change.key;
    const [, area, first = '', second = '', third = ''] = key.split('/');
    if (area === 'placed' && isToldKind(first)) {
      const placed = valueAfter(keys.allPlaced, change);
      if (placed === undefined) this.#placed[first].delete(Number(second));
      else this.#placed[first].set(Number(second), placed);
    } else if (area === 'lease-block') {
      const of = `${first}/${second}`;
      const blocks = this.#blocks.get(of) ?? new Map<number, number>();
      this.#blocks.set(of, blocks);
      const block = valueAfter(keys.leaseBlocks, change);
      if (block === undefined) blocks.delete(Number(third));
      else blocks.set(Number(third), block.end);
    } else if (area === 'unwritten' && isToldKind(first)) {
      this.#unwritten.set(first, valueAfter(keys.allUnwritten, change) ?? 0);
    }
  }

  placed(kind: ToldKind, id: number): Placed | undefined {
    return this.#placed[kind].get(id);
  }

  allPlaced(kind: ToldKind): Iterable<[number, Placed]> {
    return this.#placed[kind];
  }

  /** Whether it was ordered there, or the number is the cluster's own. */
  mayTell(clusterId: number, kind: string, id: number): boolean {
    if (!isToldKind(kind)) return true;
    const placed = this.placed(kind, id);
    if (placed !== undefined) return placed.clusterId === clusterId;
    return (
      this.wasLeased(clusterId, kind, id) || (id < (this.#unwritten.get(kind) ?? 0) && !this.#leasedToAny(kind, id))
    );
  }

  /** Where the block begins that ends just before this number: the next one is joined to it. */
  blockBefore(clusterId: number, kind: string, first: number): number | undefined {
    for (const [start, end] of this.#blocks.get(`${clusterId}/${kind}`) ?? []) if (end === first) return start;
    return undefined;
  }

  wasLeased(clusterId: number, kind: ToldKind, id: number): boolean {
    for (const [first, end] of this.#blocks.get(`${clusterId}/${kind}`) ?? []) if (id >= first && id < end) return true;
    return false;
  }

  /** What the cluster says of its instance, under the name and the owner of the order. */
  identified(told: Instance): Instance {
    const placed = this.placed('instance', told.id);
    if (placed?.identity === undefined) return told;
    const same = placed.clusterId === told.clusterId && isCalled(told, placed.identity);
    return same ? told : { ...told, ...placed.identity, clusterId: placed.clusterId };
  }

  /** Whose a part of an instance is, and who may use it: as of the instance. */
  ownerOf(instanceId: number): Omit<Identity, 'name'> | undefined {
    const identity = this.placed('instance', instanceId)?.identity;
    if (identity === undefined) return undefined;
    const { ownerId, groupId, permissions } = identity;
    return { ownerId, groupId, permissions };
  }

  #leasedToAny(kind: ToldKind, id: number): boolean {
    for (const of of this.#blocks.keys()) {
      const [clusterId, its] = of.split('/');
      if (its === kind && this.wasLeased(Number(clusterId), kind, id)) return true;
    }
    return false;
  }
}

/** Nearly always, and then no copy is made. */
const isCalled = (told: Identity, { name, ownerId, groupId, permissions }: Identity): boolean =>
  told.name === name &&
  told.ownerId === ownerId &&
  told.groupId === groupId &&
  permissionBits(told.permissions) === permissionBits(permissions);

export const identityOf = ({ name, ownerId, groupId, permissions }: Identity): Identity => ({
  name,
  ownerId,
  groupId,
  permissions,
});
