import { randomUUID } from 'node:crypto';
import type { Store } from '@skerry/store';

const key = '/store/origin';

/** The identity of a store: revisions of two origins cannot be compared. Made on first use. */
export async function storeOrigin(store: Pick<Store, 'get' | 'commit'>): Promise<string> {
  const known = await store.get(key);
  if (known) return known.value as string;
  await store.commit({ conditions: [{ key, is: 'absent' }], writes: [{ op: 'put', key, value: randomUUID() }] });
  return (await store.get(key))?.value as string;
}
