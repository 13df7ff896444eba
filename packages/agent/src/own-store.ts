import { SkerryError } from '@skerry/kit';
import { put, type Store } from '@skerry/store';
import { keys } from './keys.ts';

/**
 * The store belongs to the host under whose number it was begun. A machine that joined anew beside an old store would run
 * what was told to another one. Throws `state-of-another-host`.
 */
export async function ownStore(store: Store, hostId: number, dataDirectory: string): Promise<void> {
  const known = (await store.get(keys.host))?.value;
  if (known === hostId) return;
  if (known !== undefined) {
    throw new SkerryError({
      code: 'state-of-another-host',
      kind: 'refused',
      message: `The state in ${dataDirectory} is of host ${JSON.stringify(known)}; this machine joined as host ${hostId}.`,
      hint: 'Copy what you need of the disks there, start the agent once with --sweep, remove the directory, and join with a new token.',
    });
  }
  await store.commit({
    conditions: [{ key: keys.host, is: 'absent' }],
    writes: [put(keys.host, hostId)],
  });
}
