import { type Clock, err, type Failure, ok, type Result } from '@skerry/kit';
import { hashJoinSecret, newJoinSecret } from '@skerry/link';
import { packedDeletes, put, type Store } from '@skerry/store';
import type { HostTokenRecord } from '@skerry/store/layout/controller';
import { keys } from '../keys.ts';

const invalid: Failure = {
  code: 'join-token-invalid',
  kind: 'refused',
  message: 'This join token is unknown, used or expired.',
  hint: 'Ask for a new one: skerry host join-token --cluster <cluster>',
};

/** Of the hash, which says nothing of the secret: enough to tell tokens apart. */
const idOfKey = (key: string): string => key.slice(keys.hostTokens.length, keys.hostTokens.length + 16);
const mostListed = 1000;

/** One-time secrets with which hosts join; only their hashes are kept. */
export class HostTokens {
  private readonly store: Store;
  private readonly clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.store = store;
    this.clock = clock;
  }

  async issue(lifetimeSeconds: number): Promise<{ readonly secret: string; readonly expires: Date }> {
    const secret = newJoinSecret();
    const expires = new Date(this.clock.now().getTime() + lifetimeSeconds * 1000);
    const value: HostTokenRecord = { expiresAt: expires.toISOString() };
    await this.store.commit({
      writes: [put(keys.hostToken(hashJoinSecret(secret)), value)],
    });
    return { secret, expires };
  }

  /** Those that can still be used, the first to run out first. */
  async usable(): Promise<{ readonly id: string; readonly expiresAt: string }[]> {
    const now = this.clock.now().getTime();
    return (await this.all())
      .filter(({ record }) => record.spentBy === undefined && Date.parse(record.expiresAt) > now)
      .map(({ key, record }) => ({ id: idOfKey(key), expiresAt: record.expiresAt }))
      .sort((a, b) => (a.expiresAt < b.expiresAt ? -1 : 1))
      .slice(0, mostListed);
  }

  /** False: there is none that could still be used. */
  async revoke(id: string): Promise<boolean> {
    const found = (await this.all()).find(({ key, record }) => idOfKey(key) === id && record.spentBy === undefined);
    if (found === undefined) return false;
    const { key, modRevision } = found;
    // One that is spent just now let its host in: it is no token any more.
    const conditions = [{ key, is: 'unchanged-since', modRevision } as const];
    return (await this.store.commit({ conditions, writes: [{ op: 'delete', key }] })).committed;
  }

  private async all(): Promise<{ key: string; modRevision: number; record: HostTokenRecord }[]> {
    const found: { key: string; modRevision: number; record: HostTokenRecord }[] = [];
    let after: string | undefined;
    do {
      const page = await this.store.list(keys.hostTokens, after === undefined ? {} : { after });
      for (const { key, modRevision, value } of page.entries) {
        found.push({ key, modRevision, record: value });
      }
      after = page.next;
    } while (after !== undefined);
    return found;
  }

  /** Forgets tokens that have run out. */
  async sweep(): Promise<void> {
    const now = this.clock.now().getTime();
    const old = (await this.all()).filter(({ record }) => Date.parse(record.expiresAt) <= now);
    for (const { transaction } of packedDeletes(old.map(({ key }) => key))) await this.store.commit(transaction);
  }

  /** Spends the secret for this key, with the number that `register` gives. A second try gets the same number. */
  async redeem(secret: string, publicKey: string, register: () => Promise<number>): Promise<Result<number, Failure>> {
    const key = keys.hostToken(hashJoinSecret(secret));
    const entry = await this.store.get(key);
    const record = entry?.value;
    if (!entry || !record || Date.parse(record.expiresAt) <= this.clock.now().getTime()) return err(invalid);
    if (record.spentBy) return record.spentBy.publicKey === publicKey ? ok(record.spentBy.hostId) : err(invalid);
    const hostId = await register();
    const value: HostTokenRecord = { ...record, spentBy: { publicKey, hostId } };
    const spent = await this.store.commit({
      conditions: [{ key, is: 'unchanged-since', modRevision: entry.modRevision }],
      writes: [put(key, value)],
    });
    return spent.committed ? ok(hostId) : err(invalid);
  }
}
