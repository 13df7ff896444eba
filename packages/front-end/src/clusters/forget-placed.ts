import { type Clock, Lasting } from '@skerry/kit';
import type { Store, Write } from '@skerry/store';
import { keys } from '../state/keys.ts';
import type { Model } from '../state/model.ts';
import { type Provenance, toldKinds } from './provenance.ts';

/** An order and what is told of it may come apart for a moment: what is missing for so long is gone. Milliseconds. */
const goneMs = 3_600_000;
const writesAtOnce = 90;

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
    const gone = missing.held(all());
    for (let i = 0; i < gone.length; i += writesAtOnce) {
      const writes = gone.slice(i, i + writesAtOnce).map((key): Write => ({ op: 'delete', key }));
      await store.commit({ writes });
    }
  };
}
