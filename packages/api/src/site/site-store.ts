import type {
  Change,
  ChangeBatch,
  Condition,
  Entry,
  Json,
  Key,
  Mirror,
  Page,
  Prefix,
  Store,
  Write,
} from '@skerry/store';
import { controllerKeys, siteKeys } from '@skerry/store/layout/controller';
import { RequestError } from '../errors.ts';
import { keys } from '../state/keys.ts';
import type { SiteKeys } from './site-keys.ts';

const tokens = keys.catalogueOf('token');
const pageLength = 1000;

/**
 * The controller's store as the front-end's code knows its own: keys are translated, nothing is kept twice, and reads of
 * many entries come from the controller's mirror. It refuses to write the catalogue, whose only writer is the front-end.
 */
export class SiteStore implements Store {
  readonly #store: Store;
  readonly #mirror: Mirror;
  readonly #keys: SiteKeys;

  constructor(store: Store, mirror: Mirror, keys: SiteKeys) {
    this.#store = store;
    this.#mirror = mirror;
    this.#keys = keys;
  }

  revision(): Promise<number> {
    return this.#store.revision();
  }

  async get<T = Json>(key: Key<T>): Promise<Entry<T> | undefined> {
    const there = this.#keys.toThere(key);
    const entry = there === undefined ? undefined : await this.#store.get<T>(there);
    // Tokens are of two kinds: log-ins made here, and those that the front-end handed down.
    const found = entry ?? (key.startsWith(tokens) ? await this.#store.get<T>(key) : undefined);
    return found && { ...found, key };
  }

  async list<T = Json>(
    prefix: Prefix<T>,
    options: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<Page<T>> {
    const { after = '', limit = pageLength } = options;
    const revision = this.#mirror.revision();
    const all = this.entries(prefix)
      .filter(({ key }) => key > after)
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    const entries = all.slice(0, limit);
    const last = entries.at(-1);
    return { entries, revision, ...(all.length > limit && last !== undefined ? { next: last.key } : {}) };
  }

  /** As the mirror has them now, in no order. Values are the mirror's own. */
  entries<T = Json>(prefix: Prefix<T>): Entry<T>[] {
    return this.#keys.areas
      .filter(({ here }) => here.startsWith(prefix) || prefix.startsWith(here))
      .flatMap((area) =>
        this.#mirror
          .entries<T>(area.there)
          .filter(({ key }) => this.#keys.areaOf(key) === area)
          .map((entry) => ({ ...entry, key: area.here + entry.key.slice(area.there.length) })),
      )
      .filter(({ key }) => key.startsWith(prefix));
  }

  async commit({ conditions = [], writes }: Parameters<Store['commit']>[0]) {
    const result = await this.#store.commit({
      conditions: conditions.map((condition): Condition => ({ ...condition, key: this.#target(condition.key) })),
      writes: writes.map((write): Write => ({ ...write, key: this.#writable(write) })),
    });
    if (result.committed) return result;
    return { ...result, failed: { ...result.failed, key: this.#keys.toHere(result.failed.key) ?? result.failed.key } };
  }

  async *watch(prefix: string, fromRevision: number, signal: AbortSignal): AsyncIterable<ChangeBatch> {
    for await (const batch of this.#store.watch('/', fromRevision, signal)) yield this.translated(batch, prefix);
  }

  /** May be empty: what is not for a console still moves the revision on. */
  translated({ revision, changes }: ChangeBatch, prefix = '/'): ChangeBatch {
    const translate = (change: Change): Change[] => {
      const key = this.#keys.toHere(change.type === 'put' ? change.entry.key : change.key);
      if (key?.startsWith(prefix) !== true) return [];
      return [change.type === 'put' ? { type: 'put', entry: { ...change.entry, key } } : { ...change, key }];
    };
    return { revision, changes: changes.flatMap(translate) };
  }

  grantLease(ttlMs: number): Promise<string> {
    return this.#store.grantLease(ttlMs);
  }

  keepAlive(lease: string): Promise<void> {
    return this.#store.keepAlive(lease);
  }

  revokeLease(lease: string): Promise<void> {
    return this.#store.revokeLease(lease);
  }

  compact(revision: number): Promise<void> {
    return this.#store.compact(revision);
  }

  /** The controller's to close. */
  async close(): Promise<void> {}

  #target(key: string): string {
    const there = this.#keys.toThere(key);
    if (there === undefined) throw new Error(`nothing is kept under ${key} at a site`);
    return there;
  }

  #writable({ op, key }: Write): string {
    const there = this.#target(key);
    const handedDown = op === 'delete' && key.startsWith(tokens) && this.#mirror.get(there) === undefined;
    if (there.startsWith(siteKeys.all) ? handedDown : there.startsWith(controllerKeys.catalogue)) {
      throw new RequestError(
        'site-read-only',
        'This is a copy of what the front-end keeps, and cannot be changed here.',
      );
    }
    return there;
  }
}
