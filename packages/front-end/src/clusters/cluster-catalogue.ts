/**
 * The catalogue as one cluster is told it: the front-end's store, read through what the cluster needs. What it needs
 * hangs on other records, too: who may use it, and in which groups those are. When that changes for records that did not
 * change themselves, everything is told anew (`outdated`), and what is not needed any more is gone there. Owns nothing;
 * it listens to the model, so close it.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Cluster, Image, User } from '@skerry/domain';
import type { FedStore } from '@skerry/feed';
import type { Change, Entry, Json, Store } from '@skerry/store';
import type { Following } from '@skerry/api/ports/following';
import type { Model, ObjectChange } from '@skerry/api/state/model';
import { catalogueEdition, imageIsTold, toldOf } from './catalogue-for.ts';
import { isOfCluster, People } from '@skerry/api/catalogue/people';

export interface ClusterCatalogueParts {
  readonly store: Store;
  readonly model: Model;
  readonly following: Following;
}

export class ClusterCatalogue {
  readonly #clusterId: number;
  readonly #parts: ClusterCatalogueParts;
  readonly #forget: () => void;
  #people: People;
  #outdated = new AbortController();

  constructor(clusterId: number, parts: ClusterCatalogueParts) {
    this.#clusterId = clusterId;
    this.#parts = parts;
    this.#people = this.#look();
    this.#forget = parts.model.onChange((changes) => this.#follow(changes));
  }

  /** Aborts when everything must be told anew; then ask for the next. */
  get outdated(): AbortSignal {
    if (this.#outdated.signal.aborted) this.#outdated = new AbortController();
    return this.#outdated.signal;
  }

  /** Another one for other people: a cluster that was told by another one is told everything. */
  get edition(): string {
    const { ownerId, groupId, permissions } = this.#cluster ?? {};
    return `${catalogueEdition}/${this.#people.sum}/${JSON.stringify([ownerId, groupId, permissions])}`;
  }

  /** Whether the cluster is told of the image, and so may have its content. */
  has(image: Image): boolean {
    return imageIsTold(image, this.#clusterId, this.#parts.model, this.#people);
  }

  /** What the feed reads: of the catalogue only what the cluster is told, and never before the model shows why. */
  get store(): FedStore {
    const { store, following } = this.#parts;
    const told = (entry: Entry) => this.#told(entry);
    return {
      get: (key) => store.get(key),
      revision: () => store.revision(),
      commit: (transaction) => store.commit(transaction),
      async list(under, options) {
        const page = await store.list(under, options);
        await following.reached(page.revision);
        const entries = page.entries.flatMap((entry) => {
          const value = told(entry);
          return value === undefined ? [] : [{ ...entry, value }];
        });
        return { ...page, entries };
      },
      async *watch(under, from, signal, options) {
        for await (const { revision, changes } of store.watch(under, from, signal, options)) {
          await following.reached(revision);
          yield {
            revision,
            changes: changes.map((change): Change => {
              if (change.type !== 'put') return change;
              const { key, modRevision } = change.entry;
              const value = told(change.entry);
              if (value === undefined) return { type: 'delete', key, modRevision };
              return { type: 'put', entry: { ...change.entry, value } };
            }),
          };
        }
      },
    };
  }

  close(): void {
    this.#forget();
  }

  get #cluster(): Cluster | undefined {
    return this.#parts.model.get('cluster', this.#clusterId);
  }

  #told(entry: Entry): Json | undefined {
    return toldOf(this.#clusterId, entry, this.#parts.model, this.#people);
  }

  #look(): People {
    const cluster = this.#cluster;
    const users = [...this.#parts.model.all('user')];
    return new People(cluster === undefined ? [] : users.filter((user) => isOfCluster(user, cluster)));
  }

  #follow(changes: readonly ObjectChange[]): void {
    const others = changes.map((change) => this.#changesOthers(change));
    if (!others.includes(true)) return;
    this.#outdated.abort();
    this.#people = this.#look();
  }

  /** Whether records that did not change are needed from now on, or no more. A user who is new or gone has none. */
  #changesOthers({ kind, id, before, after }: ObjectChange): boolean {
    const cluster = this.#cluster;
    if (cluster === undefined) return false;
    if (kind === 'cluster') return id === this.#clusterId && !isDeepStrictEqual(rights(before), rights(after));
    if (kind !== 'user') return false;
    const [was, is] = [before as User | undefined, after as User | undefined].map((user) =>
      user !== undefined && isOfCluster(user, cluster) ? user : undefined,
    );
    const known = before !== undefined && after !== undefined;
    if (known) return (was === undefined) !== (is === undefined) || !isDeepStrictEqual(was?.groupIds, is?.groupIds);
    return (was !== undefined && this.#people.remove(was)) || (is !== undefined && this.#people.add(is));
  }
}

const rights = (object: ObjectChange['after']) => object && [object.ownerId, object.groupId, object.permissions];
