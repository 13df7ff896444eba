import { kindRules } from '@skerry/domain';
import { type Condition, packed, type Store, type Write } from '@skerry/store';
import type { Kind } from '../catalogue/objects.ts';
import { keys } from './keys.ts';
import type { Model } from './model.ts';
import { isHeld, nameKeyOf } from './name-keys.ts';

/** A key of a name as it stands in the store, and the number of the object that should have it. */
interface Noted {
  readonly key: string;
  readonly entry?: { readonly value: unknown; readonly modRevision: number } | undefined;
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

/** The same for these names alone; of each, the number of the object that may have it, if there is one. */
export async function keepTheseNames(
  names: ReadonlyMap<string, number | undefined>,
  store: Store,
  model: Model,
): Promise<void> {
  const noted: Noted[] = [];
  for (const [key, holder] of names) noted.push({ key, holder, entry: await store.get(key) });
  await correct(noted, store, model);
}

/** Somebody may give or leave a name meanwhile: then the rest of the transaction waits for the next round. */
async function correct(noted: readonly Noted[], store: Store, model: Model): Promise<void> {
  const all = noted.flatMap((one) => correctionOf(one, model) ?? []);
  for (const { transaction } of packed(all, (portion) => portion)) await store.commit(transaction);
}

function correctionOf({ key, entry, holder }: Noted, model: Model): Correction | undefined {
  if (entry === undefined) {
    if (!isHeld(key, holder, model)) return undefined;
    return { writes: [{ op: 'put', key, value: holder as number }], conditions: [{ key, is: 'absent' }] };
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
  await store.commit({ writes: [{ op: 'put', key: keys.namesWritten, value: true }] });
}
