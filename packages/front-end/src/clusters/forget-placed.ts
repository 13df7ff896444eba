import { toldKinds } from '@skerry/domain';
import { type Clock, Lasting } from '@skerry/kit';
import { packedDeletes, type Store } from '@skerry/store';
import { keys } from '@skerry/api/state/keys';
import type { Model } from '@skerry/api/state/model';
import type { Provenance } from './provenance.ts';

/** An order and what is told of it may come apart for a moment: what is missing for so long is gone. Milliseconds. */
const goneMs = 3_600_000;

/** Forgets where numbers were placed of which there is nothing any more. Call it now and then; the answer does it. */
export function forgetPlaced(store: Store, model: Model, provenance: Provenance, clock: Clock): () => Promise<void> {
  const missing = new Lasting<string>(clock, goneMs);
  const all = function* (): Iterable<string> {
    for (const kind of toldKinds) {
      for (const [id, { instanceId }] of provenance.allPlaced(kind)) {
        const ordered = instanceId !== undefined && model.get('instance', instanceId) !== undefined;
        if (!ordered && model.get(kind, id) === undefined) yield keys.placed(kind, id);
      }
    }
  };
  return async () => {
    for (const { transaction } of packedDeletes(missing.held(all()))) await store.commit(transaction);
  };
}
