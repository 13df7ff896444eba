import { type Clock, err, type Failure, ok, type Result } from '@skerry/kit';
import { hashJoinSecret, newJoinSecret } from '@skerry/link';
import type { Json, Store } from '@skerry/store';
import { keys } from '../keys.ts';

interface HostTokenRecord {
  readonly expiresAt: string;
  /** Set when it was spent: the same key may ask again, because its first answer may have been lost. */
  readonly spentBy?: { readonly publicKey: string; readonly hostId: number };
}

const invalid: Failure = {
  code: 'join-token-invalid',
  kind: 'refused',
  message: 'This join token is unknown, used or expired.',
  hint: 'Ask for a new one: skerry host join-token --cluster <cluster>',
};

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
      writes: [{ op: 'put', key: keys.hostToken(hashJoinSecret(secret)), value: value as unknown as Json }],
    });
    return { secret, expires };
  }

  /** Forgets tokens that have run out, 90 at a time. */
  async sweep(): Promise<void> {
    const now = this.clock.now().getTime();
    const { entries } = await this.store.list(keys.hostTokens, { limit: 90 });
    const old = entries.filter(({ value }) => Date.parse((value as unknown as HostTokenRecord).expiresAt) <= now);
    if (old.length > 0) await this.store.commit({ writes: old.map(({ key }) => ({ op: 'delete', key })) });
  }

  /** Spends the secret for this key, with the number that `register` gives. A second try gets the same number. */
  async redeem(secret: string, publicKey: string, register: () => Promise<number>): Promise<Result<number, Failure>> {
    const key = keys.hostToken(hashJoinSecret(secret));
    const entry = await this.store.get(key);
    const record = entry?.value as HostTokenRecord | undefined;
    if (!entry || !record || Date.parse(record.expiresAt) <= this.clock.now().getTime()) return err(invalid);
    if (record.spentBy) return record.spentBy.publicKey === publicKey ? ok(record.spentBy.hostId) : err(invalid);
    const hostId = await register();
    const value: HostTokenRecord = { ...record, spentBy: { publicKey, hostId } };
    const spent = await this.store.commit({
      conditions: [{ key, is: 'unchanged-since', modRevision: entry.modRevision }],
      writes: [{ op: 'put', key, value: value as unknown as Json }],
    });
    return spent.committed ? ok(hostId) : err(invalid);
  }
}
