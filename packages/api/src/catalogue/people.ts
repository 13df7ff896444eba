import { createHash } from 'node:crypto';
import { type Cluster, isAdministrator, may, type ObjectMeta, type User } from '@skerry/domain';

/** Whether a user may use the cluster at all: who may not is not told to it. */
export const isOfCluster = (user: User, cluster: Cluster): boolean => may(subjectOf(user), 'use', cluster);

export const administers = (user: User): boolean => isAdministrator(subjectOf(user));

const subjectOf = ({ id, groupIds }: User) => ({ userId: id, groupIds });

/**
 * The people who may use one cluster, by what decides what else the cluster is told: which groups they are in, and a sum
 * over all of them that is another one when anything of it changes, whatever the order of the changes was.
 */
export class People {
  readonly #groups = new Map<number, number>();
  readonly #sum = Buffer.alloc(16);

  constructor(users: Iterable<User>) {
    for (const user of users) this.add(user);
  }

  /** True when a group has its first member. */
  add(user: User): boolean {
    this.#mix(user);
    return this.#count(user, 1);
  }

  /** True when a group has lost its last. */
  remove(user: User): boolean {
    this.#mix(user);
    return this.#count(user, -1);
  }

  has(groupId: number): boolean {
    return this.#groups.has(groupId);
  }

  get sum(): string {
    return this.#sum.toString('base64url');
  }

  #count({ groupIds }: User, by: 1 | -1): boolean {
    let other = false;
    for (const groupId of groupIds) {
      const members = (this.#groups.get(groupId) ?? 0) + by;
      if (members === 0) this.#groups.delete(groupId);
      else this.#groups.set(groupId, members);
      other ||= members === (by === 1 ? 1 : 0);
    }
    return other;
  }

  #mix({ id, groupIds }: User): void {
    const one = createHash('sha256')
      .update(`${id}:${groupIds.toSorted((a, b) => a - b).join(',')}`)
      .digest();
    for (let i = 0; i < this.#sum.length; i++) this.#sum[i] = (this.#sum[i] as number) ^ (one[i] as number);
  }
}

/** Whether somebody of them may use it by right; that administrators may use everything makes nothing needed there. */
export const isForPeople = (object: ObjectMeta, people: People, ownerIsOne: boolean): boolean =>
  object.permissions.other.use ||
  (object.permissions.group.use && people.has(object.groupId)) ||
  (object.permissions.owner.use && ownerIsOne);
