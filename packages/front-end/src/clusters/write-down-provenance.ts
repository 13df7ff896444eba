import { type Command, type Disk, type Instance, isToldKind, type Lease, toldKinds } from '@skerry/domain';
import type { FirstReading } from '@skerry/feed';
import { packedWrites, type Store, type Write } from '@skerry/store';
import { keys } from '../state/keys.ts';
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
  for await (const entries of reading.pages('/commands/')) {
    await place(
      entries.flatMap(({ value }) => {
        const { order, clusterId } = value as unknown as Command;
        if (order.type !== 'create-instance') return [];
        const { instance } = order;
        return [
          ['instance', instance.id, { clusterId, identity: identityOf(instance) }] as const,
          ...order.diskIds.map((id) => ['disk', id, { clusterId, instanceId: instance.id }] as const),
        ];
      }),
    );
  }
  for await (const entries of reading.pages('/mirror/')) {
    await place(
      entries.flatMap(({ key, value }) => {
        const [, , cluster, kind = '', id] = key.split('/');
        const clusterId = Number(cluster);
        if (!isToldKind(kind) || (value as { clusterId?: number } | null)?.clusterId !== clusterId) return [];
        const whose =
          kind === 'instance'
            ? { identity: identityOf(value as unknown as Instance) }
            : { instanceId: (value as unknown as Disk | Lease).instanceId };
        return [[kind, Number(id), { clusterId, ...whose }] as const];
      }),
    );
  }
  const marks: Write[] = [];
  for (const kind of toldKinds) {
    const next = (await store.get(keys.sequence(kind)))?.value;
    marks.push({ op: 'put', key: keys.unwritten(kind), value: typeof next === 'number' ? next : 0 });
  }
  await store.commit({ writes: marks });
}
