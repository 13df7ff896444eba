import { put } from '@skerry/store';
import type { Ids } from '../state/ids.ts';
import type { Following } from '@skerry/api/ports/following';
import { keys } from '@skerry/api/state/keys';
import type { Provenance } from './provenance.ts';

/** Numbers for what a cluster makes by itself. To whom they were given is written down with them. */
export async function leaseNumbers(
  clusterId: number,
  kind: string,
  count: number,
  parts: { readonly ids: Ids; readonly provenance: Provenance; readonly following: Following },
): Promise<number> {
  const { ids, provenance, following } = parts;
  const { first, revision } = await ids.lease(kind, count, (from) => {
    // Blocks that follow each other are kept as one.
    const start = provenance.blockBefore(clusterId, kind, from) ?? from;
    return [put(keys.leaseBlock(clusterId, kind, start), { end: from + count })];
  });
  await following.reached(revision);
  return first;
}
