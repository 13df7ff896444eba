/**
 * When each token was used last: the one writer of `/token-use/`. Kept in memory and written now and then, so that a
 * request costs no write; dying here forgets at most the last ten minutes. It lies beside the tokens, not in them: what
 * lies in them is told to clusters. The console of a site keeps it in memory alone.
 */
import type { Clock } from '@skerry/kit';
import { packed, put, type Store, type Write } from '@skerry/store';
import { keys } from '../state/keys.ts';
import type { Model } from '../state/model.ts';

/** Written again only when it is so much later, milliseconds. Shorter: each program that works costs a write. */
const stepMs = 10 * 60_000;

interface Used {
  at: number;
  /** What the store says. */
  written: number | undefined;
}

export class TokenUse {
  readonly #used = new Map<number, Used>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** With what was written down before. */
  static async open(store: Store, clock: Clock): Promise<TokenUse> {
    const use = new TokenUse(clock);
    let after: string | undefined;
    do {
      const page = await store.list(keys.tokenUses, after === undefined ? {} : { after });
      for (const { key, value } of page.entries) {
        const at = Date.parse(value.at);
        if (Number.isFinite(at)) use.#used.set(Number(key.slice(keys.tokenUses.length)), { at, written: at });
      }
      after = page.next;
    } while (after !== undefined);
    return use;
  }

  note(tokenId: number): void {
    const at = this.#clock.now().getTime();
    const known = this.#used.get(tokenId);
    if (known === undefined) this.#used.set(tokenId, { at, written: undefined });
    else known.at = at;
  }

  /** ISO 8601, to the minute: more is no use to anybody, and would make each request news. */
  lastUsed(tokenId: number): string | undefined {
    const at = this.#used.get(tokenId)?.at;
    return at === undefined ? undefined : new Date(Math.floor(at / 60_000) * 60_000).toISOString();
  }

  /** Call it now and then, and at the end with `all`. Forgets tokens that are gone. */
  async write(store: Store, model: Pick<Model, 'get'>, all = false): Promise<void> {
    const due: { id: number; used: Used; write: Write }[] = [];
    for (const [id, used] of this.#used) {
      const key = keys.tokenUse(id);
      if (model.get('token', id) === undefined) {
        if (used.written === undefined) this.#used.delete(id);
        else due.push({ id, used, write: { op: 'delete', key } });
      } else if (used.at !== used.written && (all || used.at - (used.written ?? 0) >= stepMs)) {
        due.push({ id, used, write: put(key, { at: new Date(used.at).toISOString() }) });
      }
    }
    for (const { items: some, transaction } of packed(due, ({ write }) => ({ writes: [write] }))) {
      const written = some.map(({ used }) => used.at);
      await store.commit(transaction);
      for (const [j, { id, used, write }] of some.entries()) {
        if (write.op === 'delete') this.#used.delete(id);
        else used.written = written[j];
      }
    }
  }
}
