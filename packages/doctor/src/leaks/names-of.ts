import {
  applyCommand,
  type Command,
  type Instance,
  isCatalogueKind,
  nameScopeOf,
  type ObjectKind,
  type ObjectMeta,
} from '@skerry/domain';
import type { Entry } from '@skerry/store';

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
  const told = new Map<number, Instance>();
  const placed = new Map<number, Named>();
  const commands: Command[] = [];
  for (const { key, value } of entries) {
    const [, area, first = '', second = '', third = ''] = key.split('/');
    if (area === 'catalogue' && isCatalogueKind(first)) note(first, Number(second), value as unknown as Named);
    else if (area === 'mirror' && second === 'instance') told.set(Number(third), value as unknown as Instance);
    else if (area === 'commands') commands.push(value as unknown as Command);
    else if (area === 'placed' && first === 'instance') {
      const { identity } = value as { readonly identity?: unknown };
      if (identity !== undefined) placed.set(Number(second), identity as Named);
    }
  }
  // Name and owner are those of the order, whatever its cluster tells.
  for (const [id, instance] of told) told.set(id, { ...instance, ...placed.get(id) });
  for (const [id, object] of [...told, ...placed]) note('instance', id, object);
  for (const { order, issuedAt } of commands.sort((a, b) => a.id - b.id)) {
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
