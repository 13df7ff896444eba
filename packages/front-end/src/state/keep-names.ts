import { kindRules } from '@skerry/domain';
import { type Condition, type Key, packed, put, type Store, type Write } from '@skerry/store';
import type { Kind } from '@skerry/api/catalogue/objects';
import { keys } from '@skerry/api/state/keys';
import type { Model } from '@skerry/api/state/model';
import { holderOf, isHeld, nameKeyOf } from '@skerry/api/state/name-keys';

/** A key of a name as it stands in the store, and the number of the object that should have it. */
interface Noted {
  readonly key: Key<number>;
  readonly entry?: { readonly value: number; readonly modRevision: number } | undefined;
  readonly holder?: number | undefined;
}

interface Correction {
  readonly writes: readonly [Write];
  readonly conditions: readonly [Condition];
}

/**
 * Keys of names as the objects are: writes those that are missing (of an earlier edition, of instances that were made at
 * a site), and removes those that nobody holds. Takes no argument but what it compares: run it as often as you like.
 */
export async function keepNames(store: Store, model: Model): Promise<void> {
  const noted: Noted[] = [];
  const known = new Set<string>();
  let after: string | undefined;
  do {
    const page = await store.list(keys.names, after === undefined ? {} : { after });
    for (const entry of page.entries) {
      known.add(entry.key);
      noted.push({ key: entry.key, entry });
    }
    after = page.next;
  } while (after !== undefined);
  for (const kind of Object.keys(kindRules) as Kind[]) {
    for (const object of model.all(kind)) {
      const key = nameKeyOf(kind, object);
      if (key === undefined || known.has(key)) continue;
      known.add(key);
      noted.push({ key, holder: object.id });
    }
  }
  await correct(noted, store, model);
}

/** The same for this name alone. */
export async function keepName(key: Key<number>, store: Store, model: Model): Promise<void> {
  await correct([{ key, entry: await store.get(key), holder: holderOf(key, model) }], store, model);
}

/** Somebody may give or leave a name meanwhile: then the rest of the transaction waits for the next round. */
async function correct(noted: readonly Noted[], store: Store, model: Model): Promise<void> {
  const all = noted.flatMap((one) => correctionOf(one, model) ?? []);
  for (const { transaction } of packed(all, (portion) => portion)) await store.commit(transaction);
}

function correctionOf({ key, entry, holder }: Noted, model: Model): Correction | undefined {
  if (entry === undefined) {
    return holder === undefined ? undefined : { writes: [put(key, holder)], conditions: [{ key, is: 'absent' }] };
  }
  const { value, modRevision } = entry;
  // What is newer than the model may be of somebody whom it does not show yet.
  if (modRevision > model.revision || isHeld(key, value, model)) return undefined;
  return { writes: [{ op: 'delete', key }], conditions: [{ key, is: 'unchanged-since', modRevision }] };
}

/** Before anything is asked of a store of an edition that wrote no names: they are written once. */
export async function writeFirstNames(store: Store, model: Model): Promise<void> {
  if ((await store.get(keys.namesWritten)) !== undefined) return;
  await keepNames(store, model);
  await store.commit({ writes: [put(keys.namesWritten, true)] });
}
