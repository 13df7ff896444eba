/**
 * Marketplaces as this front-end asks them: one of each record, made when it is first asked, with its list as it was kept.
 * It owns what is known since then (lists in memory and as files, the last failure); records are the catalogue's. If we
 * die, lists are read from their files, and the rest is asked again. Nobody closes what `open` gives: others use it too.
 */
import { RequestError } from '@skerry/api/errors';
import type { AskedMarketplaces, MarketplaceFacts } from '@skerry/api/ports/asked-marketplaces';
import type { Model } from '@skerry/api/state/model';
import type { Marketplace as Setting } from '@skerry/domain';
import { type Clock, type Failure, type Log, toFailure } from '@skerry/kit';
import type { Allowance, Marketplace, MarketplaceIndex } from '@skerry/marketplace-contract';
import { type OutboundOptions, sourceCodeOf, sourceError } from '@skerry/outbound';
import { IndexFiles, type ListHead } from './index-files.ts';
import { makeMarketplace } from './make-marketplace.ts';

export interface MarketplacesOptions {
  readonly model: Pick<Model, 'get' | 'all' | 'onChange'>;
  readonly directory: string;
  readonly keyDirectory: string;
  readonly world: OutboundOptions;
  readonly clock: Clock;
  readonly log: Log;
  /** Seconds that a question may take. */
  readonly askSeconds: number;
  /** With their lists in memory. */
  readonly mostOpen: number;
}

interface Opened {
  /** What it was made of: another setting is another marketplace. */
  readonly made: string;
  readonly marketplace: Promise<Marketplace>;
}

export class Marketplaces implements AskedMarketplaces {
  readonly #options: MarketplacesOptions;
  readonly #files: IndexFiles;
  /** The one that was asked last is last. */
  readonly #opened = new Map<number, Opened>();
  readonly #heads = new Map<number, ListHead>();
  readonly #failures = new Map<number, Failure>();
  readonly #allowances = new Map<number, () => Allowance | undefined>();
  #writing: Promise<void> = Promise.resolve();
  #stopWatching = () => {};

  private constructor(options: MarketplacesOptions) {
    this.#options = options;
    this.#files = new IndexFiles(options.directory, options.log);
  }

  static async begin(options: MarketplacesOptions): Promise<Marketplaces> {
    const all = new Marketplaces(options);
    all.#stopWatching = options.model.onChange((changes) => {
      for (const { kind, id, before, after } of changes) {
        if (kind !== 'marketplace' || before === undefined) continue;
        if (after === undefined || madeOf(before as Setting) !== madeOf(after as Setting)) all.#forget(id);
      }
    });
    for (const [id, head] of await all.#files.begin(options.model.all('marketplace'))) all.#heads.set(id, head);
    return all;
  }

  /** With its credentials and settings. Rejects with `not-found` and `source-setting`. */
  async open(id: number): Promise<Marketplace> {
    const setting = this.#options.model.get('marketplace', id);
    if (setting === undefined) throw new RequestError('not-found', `There is no marketplace ${id} any more.`);
    const made = madeOf(setting);
    const known = this.#opened.get(id);
    const opened = known?.made === made ? known : { made, marketplace: this.#make(setting) };
    this.#opened.delete(id);
    this.#opened.set(id, opened);
    // Who uses it still goes on with it: its connections end by themselves.
    const [oldest] = this.#opened.keys();
    if (this.#opened.size > this.#options.mostOpen && oldest !== undefined) this.#drop(oldest);
    try {
      return await opened.marketplace;
    } catch (error) {
      if (this.#opened.get(id) === opened) this.#drop(id);
      throw error;
    }
  }

  /** One question, which has its answer in time or is told that it has none yet. */
  async ask<T>(id: number, work: (marketplace: Marketplace, signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      const marketplace = await this.open(id);
      const answer = await this.#inTime((signal) => work(marketplace, signal));
      this.#failures.delete(id);
      return answer;
    } catch (error) {
      // That something is not there, or not as it was wanted, is an answer.
      if (failing.has(sourceCodeOf(error))) this.#failures.set(id, toFailure(error));
      throw error;
    }
  }

  /** Reads its list anew; of one that searches itself, asks whether it answers. */
  refresh(id: number): Promise<unknown> {
    return this.ask<unknown>(
      id,
      (marketplace, signal) => marketplace.indexed?.read(signal) ?? marketplace.search({ limit: 1 }, signal),
    );
  }

  /** Of one that need not be there: what it has, as a sentence. Rejects as `ask` does. */
  async check(setting: Setting): Promise<string> {
    const { world, clock, keyDirectory } = this.#options;
    const marketplace = makeMarketplace(setting, { world, clock, keyDirectory });
    try {
      return await this.#inTime(async (signal) => {
        if (marketplace.indexed !== undefined) {
          const { length } = (await marketplace.indexed.read(signal)).entries;
          return `It answers, and lists ${length} ${length === 1 ? 'entry' : 'entries'}.`;
        }
        await marketplace.search({ limit: 1 }, signal);
        return 'It answers.';
      });
    } finally {
      marketplace.close();
    }
  }

  aboutOf(id: number): MarketplaceFacts {
    const [list, failure, allowance] = [this.#heads.get(id), this.#failures.get(id), this.#allowances.get(id)?.()];
    return {
      ...(list === undefined ? {} : { list }),
      ...(failure === undefined ? {} : { failure }),
      ...(allowance === undefined ? {} : { allowance: shownAllowance(allowance) }),
    };
  }

  /** It was searched as it was, and why. */
  noteStale(id: number, failure: Failure | undefined): void {
    if (failure !== undefined) this.#failures.set(id, failure);
  }

  async close(): Promise<void> {
    this.#stopWatching();
    const all = [...this.#opened.values()];
    this.#opened.clear();
    for (const { marketplace } of all) (await marketplace.catch(() => undefined))?.close();
    await this.#writing;
  }

  /** It is gone, or is another one now. */
  #forget(id: number): void {
    this.#drop(id);
    this.#heads.delete(id);
    this.#failures.delete(id);
    this.#write(() => this.#files.remove(id));
  }

  #drop(id: number): void {
    this.#opened.delete(id);
    this.#allowances.delete(id);
  }

  async #make(setting: Setting): Promise<Marketplace> {
    const { world, clock, keyDirectory } = this.#options;
    const kept = await this.#files.read(setting);
    const keep = (index: MarketplaceIndex) => this.#keep(setting, index);
    const marketplace = makeMarketplace(setting, { world, clock, keyDirectory, kept, keep });
    const { allowance } = marketplace;
    if (allowance !== undefined) this.#allowances.set(setting.id, () => allowance.call(marketplace));
    return marketplace;
  }

  /** One file at a time: a list of a moment ago must not come over a newer one. */
  #keep(setting: Setting, index: MarketplaceIndex): void {
    if (!this.#isOf(setting)) return;
    this.#heads.set(setting.id, { entries: index.entries.length, readAt: index.readAt });
    this.#write(async () => {
      if (this.#isOf(setting)) await this.#files.write(setting, index);
    });
  }

  #write(work: () => Promise<void>): void {
    this.#writing = this.#writing.then(work).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'the lists of marketplaces could not be changed');
    });
  }

  /** It is there, and set so still. */
  #isOf(setting: Setting): boolean {
    const now = this.#options.model.get('marketplace', setting.id);
    return now !== undefined && madeOf(now) === madeOf(setting);
  }

  async #inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { askSeconds } = this.#options;
    const late = sourceError('source-unreachable', `The marketplace has not answered in ${askSeconds} seconds.`, {
      hint: 'A long list goes on being read: ask again in a moment. Else look whether there is a way to it.',
    });
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(late), askSeconds * 1000);
    try {
      return await work(stop.signal);
    } finally {
      clearTimeout(timer);
    }
  }
}

const failing: ReadonlySet<string | undefined> = new Set([
  'source-unreachable',
  'source-refused',
  'source-rate-limited',
  'source-address-refused',
  'source-redirect-refused',
  'source-not-understood',
  'source-setting',
]);

const madeOf = ({ type, url, credentials, insecure, mirrors, allowedAddresses }: Setting): string =>
  JSON.stringify([type, url, credentials, insecure, mirrors, allowedAddresses]);

const shownAllowance = ({ limit, remaining, seenAt, windowSeconds }: Allowance) => ({
  limit,
  remaining,
  resetsAt: new Date(Date.parse(seenAt) + windowSeconds * 1000).toISOString(),
});
