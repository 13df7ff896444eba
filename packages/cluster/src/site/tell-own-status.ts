import type { ControllerStatus } from '@skerry/domain';
import { type Mirror, put, type Store } from '@skerry/store';
import { keys } from '../keys.ts';

/** What the front-end is told of the controller itself; nothing while there is nothing to tell. Once at each start. */
export async function tellOwnStatus(store: Store, mirror: Mirror, status: ControllerStatus): Promise<void> {
  const told = mirror.get(keys.controller)?.value;
  if (told?.unreadableRecords === status.unreadableRecords) return;
  if (status.unreadableRecords > 0) {
    await store.commit({ writes: [put(keys.controller, status)] });
  } else if (told !== undefined) {
    await store.commit({ writes: [{ op: 'delete', key: keys.controller }] });
  }
}
