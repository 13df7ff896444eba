import { createHash, randomBytes } from 'node:crypto';
import { type Clock, SkerryError } from '@skerry/kit';
import type { Store } from '@skerry/store';
import { keys } from '../keys.ts';

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** One-time secrets with which hosts join; only their hashes are kept. */
export class HostTokens {
  private readonly store: Store;
  private readonly clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.store = store;
    this.clock = clock;
  }

  async issue(lifetimeSeconds: number): Promise<{ readonly secret: string; readonly expiresAt: string }> {
    const secret = randomBytes(24).toString('base64url');
    const expiresAt = new Date(this.clock.now().getTime() + lifetimeSeconds * 1000).toISOString();
    await this.store.commit({ writes: [{ op: 'put', key: keys.hostToken(hashOf(secret)), value: { expiresAt } }] });
    return { secret, expiresAt };
  }

  /** Uses the secret up. Rejects when it is unknown, used or too old. */
  async redeem(secret: string): Promise<void> {
    const key = keys.hostToken(hashOf(secret));
    const entry = await this.store.get(key);
    const expiresAt = (entry?.value as { readonly expiresAt: string } | undefined)?.expiresAt;
    const used = entry
      ? await this.store.commit({
          conditions: [{ key, is: 'unchanged-since', modRevision: entry.modRevision }],
          writes: [{ op: 'delete', key }],
        })
      : undefined;
    if (!used?.committed || expiresAt === undefined || Date.parse(expiresAt) <= this.clock.now().getTime()) {
      throw new SkerryError({
        code: 'join-token-invalid',
        kind: 'refused',
        message: 'This join token is unknown, used or expired.',
        hint: 'Ask for a new one: skerry host join-token --cluster <cluster>',
      });
    }
  }
}
