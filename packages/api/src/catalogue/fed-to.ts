/**
 * What a cluster is told of a record: itself, less than itself, or nothing (undefined). Its own record, networks and
 * hosts; the people who may use it, with what proves who they are, and what those may use. Of administrators no password
 * and no token: at the site they have the site's own. Log-ins stay where they were made. A change here is a new
 * `catalogueEdition`.
 */
import {
  type Cluster,
  type Datastore,
  type Group,
  type Image,
  type Instance,
  isReady,
  type ObjectMeta,
  type Token,
  type User,
} from '@skerry/domain';
import { administers, isForPeople, isOfCluster, type People } from './people.ts';

/** Which cluster is told, and what that depends on. */
export interface Fed {
  readonly cluster: Cluster;
  readonly people: People;
  readonly model: {
    get(kind: 'user', id: number): User | undefined;
    instancesIn(clusterId: number): readonly Pick<Instance, 'spec'>[];
  };
}

export type FedTo<O> = (object: O, fed: Fed) => O | undefined;

export const itself: FedTo<Cluster> = (object, { cluster }) => (object.id === cluster.id ? object : undefined);

export const inTheCluster = <O extends { readonly clusterId: number }>(object: O, { cluster }: Fed): O | undefined =>
  object.clusterId === cluster.id ? object : undefined;

/** Its password stays here, and a site imports nothing. */
export const nobody = (): undefined => undefined;

export const people: FedTo<User> = (user, { cluster }) => {
  if (!isOfCluster(user, cluster)) return undefined;
  if (user.enabled && !administers(user)) return user;
  const { passwordHash: _, ...rest } = user;
  return rest;
};

export const groupsOfPeople: FedTo<Group> = (group, fed) => (fed.people.has(group.id) ? group : undefined);

export const whatProvesPeople: FedTo<Token> = (token, { cluster, model }) => {
  const user = model.get('user', token.userId);
  const isProof = token.purpose === 'access' && user !== undefined && !administers(user) && isOfCluster(user, cluster);
  return isProof ? token : undefined;
};

export const ofPeople = <O extends ObjectMeta>(object: O, { cluster, model, people }: Fed): O | undefined => {
  const owner = model.get('user', object.ownerId);
  return isForPeople(object, people, owner !== undefined && isOfCluster(owner, cluster)) ? object : undefined;
};

/** Where it lies is the front-end's own affair. */
export const ofPeopleWithoutPath: FedTo<Datastore> = (datastore, fed) =>
  ofPeople(datastore, fed) && { ...datastore, path: '' };

/**
 * Once it is ready. Its signals and its architecture are asked for as long as something was made of it; where it came
 * from is the front-end's own affair.
 */
export const readyOfPeopleOrInUse: FedTo<Image> = (image, fed) => {
  if (!isReady(image)) return undefined;
  const { origin: _, ...told } = image;
  const isInUse = () =>
    fed.model
      .instancesIn(fed.cluster.id)
      .some(({ spec }) => spec.cdrom?.imageId === image.id || spec.disks.some(({ imageId }) => imageId === image.id));
  // What is told as it is is not made anew.
  const own = image.origin === undefined ? image : told;
  return ofPeople(own, fed) ?? (isInUse() ? own : undefined);
};
