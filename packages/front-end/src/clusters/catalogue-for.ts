import type { Cluster, Image, ObjectMeta, Token, User } from '@skerry/domain';
import type { Json } from '@skerry/store';
import type { Model } from '../state/model.ts';
import { administers, isForPeople, isOfCluster, type People } from './people.ts';

/** Raise it with every change of `toldOf`: clusters that were told by the old one are told everything once. */
export const catalogueEdition = 'its-people-no-paths';

/**
 * What a cluster is told of a record of the catalogue; undefined: nothing. Its own record, networks and hosts; the people
 * who may use it, with what proves who they are, and what those may use. Of administrators no password and no token: at
 * the site they have the site's own. Log-ins stay where they were made.
 */
export function toldOf(clusterId: number, key: string, value: Json, model: Model, people: People): Json | undefined {
  const [kind, id] = key.split('/');
  const cluster = model.get('cluster', clusterId);
  if (cluster === undefined) return undefined;
  const only = (isNeeded: boolean) => (isNeeded ? value : undefined);
  switch (kind) {
    case 'cluster':
      return only(id === String(clusterId));
    case 'network':
    case 'host':
      return only((value as { clusterId?: number }).clusterId === clusterId);
    case 'user':
      return toldOfUser(value as unknown as User, cluster) as Json | undefined;
    case 'group':
      return only(people.has(Number(id)));
    case 'token':
      return only(provesThere(value as unknown as Token, cluster, model));
    case 'datastore':
      // Where it lies is the front-end's own affair.
      return isNeeded(value as unknown as ObjectMeta, cluster, model, people)
        ? { ...(value as { readonly [name: string]: Json }), path: '' }
        : undefined;
    case 'template':
      return only(isNeeded(value as unknown as ObjectMeta, cluster, model, people));
    case 'image': {
      const image = value as unknown as Image;
      return only(isNeeded(image, cluster, model, people) || isInUse(image, clusterId, model));
    }
    default:
      return undefined;
  }
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

function isNeeded(object: ObjectMeta, cluster: Cluster, model: Model, people: People): boolean {
  const owner = model.get('user', object.ownerId);
  return isForPeople(object, people, owner !== undefined && isOfCluster(owner, cluster));
}

/** Its signals and its architecture are asked for as long as something was made of it. */
const isInUse = (image: Image, clusterId: number, model: Model): boolean =>
  model.instancesIn(clusterId).some(({ spec }) => spec.disks.some(({ imageId }) => imageId === image.id));
