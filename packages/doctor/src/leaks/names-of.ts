import {
  applyCommand,
  type Instance,
  isCatalogueKind,
  nameScopeOf,
  type ObjectKind,
  type ObjectMeta,
} from '@skerry/domain';
import { type Entry, entriesUnder, valueUnder } from '@skerry/store';
import { frontEndKeys } from '@skerry/store/layout/front-end';

type Named = Pick<ObjectMeta, 'name' | 'ownerId'>;

/**
 * What the front-end's store says that each object is called: "<kind>/<number>" → "<scope>/<name>". An instance that was
 * ordered to be called otherwise has both names until its cluster has answered.
 */
export function namesOf(entries: readonly Entry[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  const note = (kind: ObjectKind, id: number, object: Named) => {
    const known = names.get(`${kind}/${id}`) ?? new Set<string>();
    names.set(`${kind}/${id}`, known);
    const scope = nameScopeOf(kind, object);
    if (scope !== undefined) known.add(`${scope}/${object.name}`);
  };
  const { allPlaced, catalogueOf, commands } = frontEndKeys;
  const told = new Map<number, Instance>();
  const placed = new Map<number, Named>();
  for (const entry of entries) {
    const [, area, first = '', second = '', third = ''] = entry.key.split('/');
    if (area === 'catalogue' && isCatalogueKind(first)) {
      const object = valueUnder(catalogueOf(first), entry);
      if (object !== undefined) note(first, Number(second), object);
    } else if (area === 'mirror' && second === 'instance') {
      const instance = valueUnder(frontEndKeys.mirrored(first, second), entry);
      if (instance !== undefined) told.set(Number(third), instance);
    } else if (area === 'placed' && first === 'instance') {
      const identity = valueUnder(allPlaced, entry)?.identity;
      if (identity !== undefined) placed.set(Number(second), identity);
    }
  }
  // Name and owner are those of the order, whatever its cluster tells.
  for (const [id, instance] of told) told.set(id, { ...instance, ...placed.get(id) });
  for (const [id, object] of [...told, ...placed]) note('instance', id, object);
  const waiting = entriesUnder(commands, entries).map(({ value }) => value);
  for (const { order, issuedAt } of waiting.sort((a, b) => a.id - b.id)) {
    if (order.type === 'create-instance' && !told.has(order.instance.id)) {
      told.set(order.instance.id, order.instance);
      note('instance', order.instance.id, order.instance);
    }
    const instance = order.type === 'instance' ? told.get(order.instanceId) : undefined;
    if (order.type !== 'instance' || instance === undefined) continue;
    const applied = applyCommand(instance, order.command, issuedAt);
    if (!applied.ok) continue;
    told.set(instance.id, applied.value);
    note('instance', instance.id, applied.value);
  }
  return names;
}
