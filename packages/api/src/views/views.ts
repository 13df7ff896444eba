import { scopeOf, type Subject } from '@skerry/domain';
import type { Kind, Objects } from '../catalogue/objects.ts';
import type { Cloud, ShownText } from '../cloud.ts';
import { clusterView } from './cluster-view.ts';
import { hostView } from './host-view.ts';
import type { VisibleInstance } from '../instances/visible.ts';
import { etagOf } from '../requests/etag.ts';
import { instanceView } from './instance-view.ts';
import { askedMachineView } from './machine-view.ts';
import { metaView } from './meta-view.ts';
import { imageView } from './image-view.ts';
import { marketplaceView } from './marketplace-view.ts';
import { networkView } from './resource-views.ts';
import { shownTo } from './shown-to.ts';
import type { View } from './view.ts';

type Views = { readonly [K in Kind]: (object: Objects[K], cloud: Cloud) => View<K> };

/** Each kind as users see it. What is secret or internal stays behind because every field is named here. */
export const views: Views = {
  cluster: clusterView,
  host: hostView,
  instance: instanceView,
  image: imageView,
  network: networkView,
  marketplace: marketplaceView,
  // At a site nobody knows the path.
  datastore: (d) => ({ ...metaView(d), type: d.type, ...(d.path === '' ? {} : { path: d.path }) }),
  disk: (d) => ({
    ...metaView(d),
    clusterId: d.clusterId,
    ...(d.hostId === undefined ? {} : { hostId: d.hostId }),
    instanceId: d.instanceId,
    imageId: d.imageId,
    imageDigest: d.imageDigest,
    sizeMiB: d.sizeMiB,
  }),
  lease: (l) => ({
    ...metaView(l),
    clusterId: l.clusterId,
    networkId: l.networkId,
    address: l.address,
    mac: l.mac,
    instanceId: l.instanceId,
  }),
  template: (t) => ({
    ...metaView(t),
    kind: t.kind,
    cpus: t.cpus,
    memoryMiB: t.memoryMiB,
    imageId: t.imageId,
    ...(t.diskSizeMiB === undefined ? {} : { diskSizeMiB: t.diskSizeMiB }),
    ...(t.networkIds === undefined ? {} : { networkIds: [...t.networkIds] }),
    ...(t.nics === undefined ? {} : { nics: t.nics.map((nic) => ({ ...nic })) }),
    context: { ...t.context, sshKeys: [...t.context.sshKeys] },
    requirements: t.requirements,
    rank: t.rank,
    ...(t.machine === undefined ? {} : { machine: askedMachineView(t.machine) }),
  }),
  token: (t, { tokenUse }) => {
    const scope = scopeOf(t);
    const lastUsedAt = tokenUse.lastUsed(t.id);
    return {
      ...metaView(t),
      userId: t.userId,
      expiresAt: t.expiresAt,
      purpose: t.purpose,
      ...(scope === undefined ? {} : { scope }),
      ...(t.madeBy === undefined ? {} : { madeBy: t.madeBy }),
      ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    };
  },
  user: (u) => ({
    ...metaView(u),
    groupIds: [...u.groupIds],
    enabled: u.enabled,
    administrator: u.groupIds.includes(0),
    sshKeys: [...(u.sshKeys ?? [])],
  }),
  group: (g, { model }) => ({
    ...metaView(g),
    users: [...model.all('user')].filter((u) => u.groupIds.includes(g.id)).length,
  }),
};

/** As this reader is shown it. */
export function viewOf<K extends Kind>(kind: K, object: Objects[K], cloud: Cloud, reader: Subject): View<K> {
  return shownTo(reader, kind, object, views[kind](object, cloud));
}

/** The view as JSON. Instances tell all their readers the same: their texts are made once for all. */
export function textOf<K extends Kind>(kind: K, object: Objects[K], cloud: Cloud, reader: Subject): string {
  if (kind === 'instance') return cloud.instanceTexts.of(object as VisibleInstance, cloud);
  return JSON.stringify(viewOf(kind, object, cloud, reader));
}

/** The view as JSON, with its tag. */
export function taggedTextOf<K extends Kind>(kind: K, object: Objects[K], cloud: Cloud, reader: Subject): ShownText {
  if (kind === 'instance') return cloud.instanceTexts.tagged(object as VisibleInstance, cloud);
  const view = viewOf(kind, object, cloud, reader);
  return { text: JSON.stringify(view), etag: etagOf(kind, object, view) };
}
