import type { ObjectMeta } from '@skerry/domain';
import type { Model } from '../state/model.ts';
import type { Kind, Objects } from './objects.ts';

type Uses = { readonly [K in Kind]: { readonly [By in Kind]?: (by: Objects[By], object: Objects[K]) => boolean } };

/** Who uses what. What is used cannot be deleted, and `explain` tells who uses it: both ask this table. */
const uses: Uses = {
  cluster: {
    host: (h, c) => h.clusterId === c.id,
    instance: (i, c) => i.clusterId === c.id,
    network: (n, c) => n.clusterId === c.id,
  },
  datastore: { image: (i, d) => i.datastoreId === d.id },
  disk: {},
  group: { user: (u, g) => u.groupIds.includes(g.id), ...ownedBy((o, g) => o.groupId === g.id) },
  host: { instance: (i, h) => i.hostId === h.id },
  image: {
    instance: (i, image) => i.spec.disks.some((d) => d.imageId === image.id),
    template: (t, image) => t.imageId === image.id,
  },
  instance: {},
  lease: { instance: (i, l) => i.id === l.instanceId },
  network: {
    instance: (i, n) => i.spec.nics.some((nic) => nic.networkId === n.id),
    lease: (l, n) => l.networkId === n.id,
    template: (t, n) => t.networkIds?.includes(n.id) === true,
  },
  template: {},
  token: {},
  user: ownedBy((o, u) => o.ownerId === u.id),
};

function ownedBy(test: (object: ObjectMeta, by: ObjectMeta) => boolean) {
  return { cluster: test, datastore: test, host: test, image: test, instance: test, network: test, template: test };
}

/** At most five by name, then a count; who may not be named is counted, unless not even that may be told. */
export function usersOf<K extends Kind>(
  kind: K,
  object: Objects[K],
  model: Model,
  mayName: (by: Objects[Kind]) => boolean,
  countsHidden = true,
): string[] {
  const sentences: string[] = [];
  for (const [by, test] of Object.entries(uses[kind]) as [Kind, (by: Objects[Kind], o: Objects[K]) => boolean][]) {
    const users = [...model.all(by)].filter((candidate) => test(candidate, object));
    const found = countsHidden ? users : users.filter(mayName);
    if (found.length === 0) continue;
    const names = found
      .filter(mayName)
      .slice(0, 5)
      .map((o) => `"${o.name}"`);
    const hidden = found.length - names.length;
    const rest = hidden === 0 ? [] : [`${hidden} ${names.length === 0 ? '' : 'more'}`.trim()];
    sentences.push(`${by}${found.length === 1 ? '' : 's'} ${[...names, ...rest].join(', ')}`);
  }
  return sentences;
}
