import type { Cluster, Image, ObjectMeta, Token, User } from '@skerry/domain';
import { type Entry, type Json, stored, valueUnder } from '@skerry/store';
import { type CatalogueKind, type CatalogueObjects, isCatalogueKind, keys } from '../state/keys.ts';
import type { Model } from '../state/model.ts';
import { administers, isForPeople, isOfCluster, type People } from './people.ts';

/** Raise it with every change of `toldOf`: clusters that were told by the old one are told everything once. */
export const catalogueEdition = 'its-people-no-paths';

/**
 * What a cluster is told of a record of the catalogue; undefined: nothing. Its own record, networks and hosts; the people
 * who may use it, with what proves who they are, and what those may use. Of administrators no password and no token: at
 * the site they have the site's own. Log-ins stay where they were made.
 */
export function toldOf(clusterId: number, entry: Told, model: Model, people: People): Json | undefined {
  const [, , kind = ''] = entry.key.split('/');
  const cluster = model.get('cluster', clusterId);
  return cluster === undefined || !isCatalogueKind(kind)
    ? undefined
    : toldOfKind(kind, entry, { cluster, model, people });
}

type Told = Pick<Entry, 'key' | 'value'>;

interface Asking {
  readonly cluster: Cluster;
  readonly model: Model;
  readonly people: People;
}

function toldOfKind<K extends CatalogueKind>(kind: K, entry: Told, asking: Asking): Json | undefined {
  const object = valueUnder(keys.catalogueOf(kind), entry);
  const told = object && rules[kind](object, asking);
  // What is told as it is is not made anew.
  return told === object ? entry.value : told && stored(told);
}

type Rules = {
  readonly [K in CatalogueKind]: (object: CatalogueObjects[K], asking: Asking) => CatalogueObjects[K] | undefined;
};

const rules: Rules = {
  cluster: (other, { cluster }) => only(other, other.id === cluster.id),
  network: (network, { cluster }) => only(network, network.clusterId === cluster.id),
  host: (host, { cluster }) => only(host, host.clusterId === cluster.id),
  user: (user, { cluster }) => toldOfUser(user, cluster),
  group: (group, { people }) => only(group, people.has(group.id)),
  token: (token, { cluster, model }) => only(token, provesThere(token, cluster, model)),
  // Where it lies is the front-end's own affair.
  datastore: (datastore, asking) => (isNeeded(datastore, asking) ? { ...datastore, path: '' } : undefined),
  template: (template, asking) => only(template, isNeeded(template, asking)),
  image: (image, asking) => only(image, isNeeded(image, asking) || isInUse(image, asking)),
};

const only = <T>(object: T, isTold: boolean): T | undefined => (isTold ? object : undefined);

/** Whether the cluster is told of the image, and so may have its content. */
export function imageIsTold(image: Image, clusterId: number, model: Model, people: People): boolean {
  const cluster = model.get('cluster', clusterId);
  return cluster !== undefined && rules.image(image, { cluster, model, people }) !== undefined;
}

function toldOfUser(user: User, cluster: Cluster): User | undefined {
  if (!isOfCluster(user, cluster)) return undefined;
  if (user.enabled && !administers(user)) return user;
  const { passwordHash: _, ...rest } = user;
  return rest;
}

function provesThere({ purpose, userId }: Token, cluster: Cluster, model: Model): boolean {
  const user = model.get('user', userId);
  return purpose === 'access' && user !== undefined && !administers(user) && isOfCluster(user, cluster);
}

function isNeeded(object: ObjectMeta, { cluster, model, people }: Asking): boolean {
  const owner = model.get('user', object.ownerId);
  return isForPeople(object, people, owner !== undefined && isOfCluster(owner, cluster));
}

/** Its signals and its architecture are asked for as long as something was made of it. */
const isInUse = (image: Image, { cluster, model }: Asking): boolean =>
  model.instancesIn(cluster.id).some(({ spec }) => spec.disks.some(({ imageId }) => imageId === image.id));
