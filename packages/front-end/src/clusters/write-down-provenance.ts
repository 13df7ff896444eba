import { isToldKind, type ToldKind, toldKinds } from '@skerry/domain';
import type { FirstReading } from '@skerry/feed';
import { type Entry, packedWrites, put, type Store, valueUnder, type Write } from '@skerry/store';
import { keys } from '@skerry/api/state/keys';
import { identityOf, type Placed } from './provenance.ts';
import { placing } from './placings.ts';

/**
 * Once, at the first start of a front-end that writes down which cluster has which number: what the mirror has is taken
 * as it stands, the first cluster that told of a number keeps it; what is ordered goes where it was ordered. Numbers
 * given out before, of which nothing is known yet, may be told by the first that does. Repeated after a crash, it does
 * the rest.
 */
export async function writeDownProvenance(store: Store, reading: Pick<FirstReading, 'pages'>): Promise<void> {
  if ((await store.get(keys.unwritten('instance'))) !== undefined) return;
  const known = new Set<string>();
  const place = async (writes: readonly (readonly [kind: string, id: number, placed: Placed])[]) => {
    const fresh: Write[] = [];
    for (const [kind, id, placed] of writes) {
      const key = keys.placed(kind, id);
      if (known.has(key)) continue;
      known.add(key);
      fresh.push(placing(kind, id, placed));
    }
    for (const { transaction } of packedWrites(fresh)) await store.commit(transaction);
  };
  // What was ordered comes before what is told.
  for await (const entries of reading.pages(keys.commands)) {
    await place(
      entries.flatMap((entry) => {
        const command = valueUnder(keys.commands, entry);
        if (command?.order.type !== 'create-instance') return [];
        const { clusterId, order } = command;
        const { instance } = order;
        return [
          ['instance', instance.id, { clusterId, identity: identityOf(instance) }] as const,
          ...(order.diskIds ?? instance.spec.disks.map(({ diskId }) => diskId)).map(
            (id) => ['disk', id, { clusterId, instanceId: instance.id }] as const,
          ),
        ];
      }),
    );
  }
  for await (const entries of reading.pages(keys.mirrors)) {
    await place(
      entries.flatMap((entry) => {
        const [, , cluster, kind = '', id] = entry.key.split('/');
        const whose = isToldKind(kind) ? whoseOf(entry, kind, Number(cluster)) : undefined;
        return whose === undefined ? [] : [[kind, Number(id), whose] as const];
      }),
    );
  }
  const marks: Write[] = [];
  for (const kind of toldKinds) {
    marks.push(put(keys.unwritten(kind), (await store.get(keys.sequence(kind)))?.value ?? 0));
  }
  await store.commit({ writes: marks });
}

/** Undefined: it says itself that it is of another cluster. */
function whoseOf(entry: Entry, kind: ToldKind, clusterId: number): Placed | undefined {
  if (kind === 'instance') {
    const instance = valueUnder(keys.mirrored(clusterId, kind), entry);
    return instance?.clusterId === clusterId ? { clusterId, identity: identityOf(instance) } : undefined;
  }
  const part = valueUnder(keys.mirrored(clusterId, kind), entry);
  return part?.clusterId === clusterId ? { clusterId, instanceId: part.instanceId } : undefined;
}
