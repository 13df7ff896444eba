import type { Ids } from '../state/ids.ts';
import type { Following } from '../ports/following.ts';
import { keys } from '../state/keys.ts';
import type { LeaseBlock, Provenance } from './provenance.ts';

/** Numbers for what a cluster makes by itself. To whom they were given is written down with them. */
export async function leaseNumbers(
  clusterId: number,
  kind: string,
  count: number,
  parts: { readonly ids: Ids; readonly provenance: Provenance; readonly following: Following },
): Promise<number> {
  const { ids, provenance, following } = parts;
  const { first, revision } = await ids.lease(kind, count, (from) => {
    const block: LeaseBlock = { end: from + count };
    // Blocks that follow each other are kept as one.
    const start = provenance.blockBefore(clusterId, kind, from) ?? from;
    return [{ op: 'put', key: keys.leaseBlock(clusterId, kind, start), value: { ...block } }];
  });
  await following.reached(revision);
  return first;
}
