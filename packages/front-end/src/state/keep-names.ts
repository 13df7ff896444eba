import { kindRules } from '@skerry/domain';
import { type Condition, type Key, packed, put, type Store, type Write } from '@skerry/store';
import type { Kind } from '../catalogue/objects.ts';
import { keys } from './keys.ts';
import type { Model } from './model.ts';
import { isHeld, nameKeyOf } from './name-keys.ts';

/**
 * Keys of names as the objects are: writes those that are missing (of an earlier edition, of instances that were made at
 * a site), and removes those that nobody holds. Takes no argument but what it compares: run it as often as you like.
 */
export async function keepNames(store: Store, model: Model): Promise<void> {
  const known = new Set<string>();
  const stale: { readonly key: string; readonly modRevision: number }[] = [];
  let after: string | undefined;
  do {
    const page = await store.list(keys.names, after === undefined ? {} : { after });
    for (const { key, value, modRevision } of page.entries) {
      known.add(key);
      if (modRevision <= model.revision && !isHeld(key, value, model)) stale.push({ key, modRevision });
    }
    after = page.next;
  } while (after !== undefined);
  const missing = new Map<Key<number>, number>();
  for (const kind of Object.keys(kindRules) as Kind[]) {
    for (const object of model.all(kind)) {
      const key = nameKeyOf(kind, object);
      if (key !== undefined && !known.has(key)) missing.set(key, object.id);
    }
  }
  // Somebody may give or leave a name meanwhile: then the rest of the transaction waits for the next round.
  const write = (key: Key<number>, write: Write, condition: Condition) => ({
    key,
    writes: [write],
    conditions: [condition],
  });
  const all = [
    ...stale.map(({ key, modRevision }) =>
      write(key, { op: 'delete', key }, { key, is: 'unchanged-since', modRevision }),
    ),
    ...[...missing].map(([key, id]) => write(key, put(key, id), { key, is: 'absent' })),
  ];
  for (const { transaction } of packed(all, (portion) => portion)) await store.commit(transaction);
}

/** Before anything is asked of a store of an edition that wrote no names: they are written once. */
export async function writeFirstNames(store: Store, model: Model): Promise<void> {
  if ((await store.get(keys.namesWritten)) !== undefined) return;
  await keepNames(store, model);
  await store.commit({ writes: [put(keys.namesWritten, true)] });
}
