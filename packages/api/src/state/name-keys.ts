/**
 * Which names are held. A name that is the only one in the cloud, or of its owner, is a key of the store with the number
 * of its object: whoever gives a name writes that key where it is absent, in the same transaction, so that two processes
 * cannot give the same one. Who asks the model before only gives the better sentence. If we die between an object's end
 * and its key's, the key holds nothing: the next who wants the name takes it, and the sweep removes it.
 */
import {
  applyCommand,
  type Command,
  type Instance,
  isCatalogueKind,
  kindRules,
  nameScopeOf,
  type ObjectMeta,
} from '@skerry/domain';
import { type Condition, type Key, put, type Store, valueUnder, type Write } from '@skerry/store';
import type { Kind } from '../catalogue/objects.ts';
import { keys } from './keys.ts';
import type { Model } from './model.ts';

type Named = Pick<ObjectMeta, 'name' | 'ownerId'>;

/** Undefined: others may be called so too. */
export function nameKeyOf(kind: Kind, object: Named | undefined): Key<number> | undefined {
  const scope = object && nameScopeOf(kind, object);
  return object && scope && keys.name(kind, scope, object.name);
}

export interface NameClaim {
  readonly writes: readonly Write[];
  readonly conditions: readonly Condition[];
}

interface Change {
  readonly kind: Kind;
  readonly id: number;
  readonly before: Named | undefined;
  readonly after: Named | undefined;
}

/** What must be written of names beside these writes, and what must hold for it. */
export function claimNames(writes: readonly Write[], model: Model): NameClaim {
  const come: Write[] = [];
  const gone: Write[] = [];
  const conditions: Condition[] = [];
  for (const { kind, id, before, after } of changesIn(writes, model)) {
    const [was, is] = [nameKeyOf(kind, before), nameKeyOf(kind, after)];
    if (was === is) continue;
    if (was !== undefined) gone.push({ op: 'delete', key: was });
    if (is === undefined) continue;
    come.push(put(is, id));
    conditions.push({ key: is, is: 'absent' });
  }
  const taken = new Set(come.map(({ key }) => key));
  return { writes: [...come, ...gone.filter(({ key }) => !taken.has(key))], conditions };
}

function changesIn(writes: readonly Write[], model: Model): Change[] {
  const changes: Change[] = [];
  const instances = new Map<number, { before: Instance | undefined; after: Instance | undefined }>();
  for (const write of writes) {
    const [, area, kind = '', id = '', told = ''] = write.key.split('/');
    if (area === 'catalogue' && isCatalogueKind(kind)) {
      const after = write.op === 'put' ? valueUnder(keys.catalogueOf(kind), write) : undefined;
      changes.push({ kind, id: Number(id), before: model.get(kind, Number(id)), after });
    } else if (area === 'commands' && write.op === 'put') {
      const command = valueUnder(keys.commands, write);
      if (command !== undefined) followOrder(command, instances, model);
    } else if (area === 'mirror' && id === 'instance') {
      // One that outlives its cluster is the front-end's own.
      const after = write.op === 'put' ? valueUnder(keys.mirrored(kind, 'instance'), write) : undefined;
      instances.set(Number(told), { before: model.get('instance', Number(told)), after });
    }
  }
  for (const [id, change] of instances) changes.push({ kind: 'instance', id, ...change });
  return changes;
}

function followOrder(
  { order, issuedAt }: Command,
  instances: Map<number, { before: Instance | undefined; after: Instance | undefined }>,
  model: Model,
): void {
  if (order.type === 'create-instance') {
    instances.set(order.instance.id, { before: undefined, after: order.instance });
  } else if (order.type === 'instance' && (order.command.type === 'rename' || order.command.type === 'update')) {
    const before = model.get('instance', order.instanceId);
    const known = instances.get(order.instanceId) ?? { before, after: before };
    const applied = known.after && applyCommand(known.after, order.command, issuedAt);
    if (applied?.ok === true) instances.set(order.instanceId, { before: known.before, after: applied.value });
  }
}

/**
 * The condition that takes a name over from an object that does not have it any more; undefined: somebody has it. Ask
 * when the model shows the revision at which the name was refused.
 */
export async function withoutHolder(key: Key<number>, store: Store, model: Model): Promise<Condition | undefined> {
  const entry = await store.get(key);
  if (entry === undefined) return { key, is: 'absent' };
  // What is newer than the model may be held by somebody whom it does not show yet.
  if (entry.modRevision > model.revision || isHeld(key, entry.value, model)) return undefined;
  return { key, is: 'unchanged-since', modRevision: entry.modRevision };
}

/** The object with this number has this name. */
export function isHeld(key: string, id: number, model: Model): boolean {
  const [, , kind = ''] = key.split('/');
  if (!Object.hasOwn(kindRules, kind)) return false;
  return nameKeyOf(kind as Kind, model.get(kind as Kind, id)) === key;
}

/** The number of the object that has this name; undefined: none has it. */
export function holderOf(key: string, model: Model): number | undefined {
  const [, , kind = '', , name = ''] = key.split('/');
  if (!Object.hasOwn(kindRules, kind)) return undefined;
  return model.named(kind as Kind, name).find((object) => nameKeyOf(kind as Kind, object) === key)?.id;
}
