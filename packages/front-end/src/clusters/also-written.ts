import type { FeedChange } from '@skerry/contract';
import type { Portion } from '@skerry/store';
import { copyAudit } from './copy-audit.ts';
import type { LinkParts } from './link-parts.ts';
import { Placings } from './placings.ts';
import { settleCommand } from './settle-commands.ts';
import { settleLostHost } from './settle-lost-hosts.ts';
import { provenanceWrites } from './take-over.ts';

type Parts = Pick<LinkParts, 'store' | 'model' | 'provenance' | 'trail'>;

/** For one message of a cluster: what is written with each change that is taken over from it, in one transaction. */
export function alsoWritten(clusterId: number, { store, model, provenance, trail }: Parts) {
  const placings = new Placings(provenance);
  return async (taken: FeedChange | undefined): Promise<Portion> => {
    if (taken === undefined) return {};
    const copied = await copyAudit(clusterId, taken, store, trail, model, provenance);
    const writes = [
      ...settleCommand(clusterId, taken, model, placings),
      ...(await settleLostHost(clusterId, taken, model, store)),
      ...provenanceWrites(clusterId, taken, model, provenance, placings),
      ...(copied.writes ?? []),
      ...placings.writes(),
    ];
    return { writes, conditions: copied.conditions ?? [] };
  };
}
