import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Limits } from '@skerry/domain';
import type { Clock } from '@skerry/kit';
import { type Condition, packedDeletes, put, type Store, type Write } from '@skerry/store';
import { RequestError, invalidField } from '../errors.ts';
import { keys } from '../state/keys.ts';
import { KeptReplies } from './kept-replies.ts';

/** Milliseconds that an answer is kept for repetition. */
const keptMs = 24 * 3600 * 1000;

export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

const sha256 = (...parts: string[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest();
};

export interface KeptAnswer {
  readonly writes: readonly Write[];
  readonly forgotten: readonly string[];
  /** Nobody else has answered under this key: it is one deed, whichever process is asked. */
  readonly conditions: readonly Condition[];
}

/** One use of an Idempotency-Key by one user. */
export interface Attempt {
  /** The answer given the first time, if there was one. */
  readonly replay: StoredAnswer | undefined;
  /** Keeps the answer in the transaction of the write itself; the oldest of a user who has too many are forgotten. */
  records(answer: StoredAnswer): KeptAnswer;
  /** What another process has answered meanwhile. Throws `idempotency-mismatch`. */
  answeredMeanwhile(): Promise<StoredAnswer | undefined>;
  end(): void;
}

/**
 * Remembers answers by user and Idempotency-Key, in the same transaction as what they answer; that a key is used once is
 * a condition of that transaction. What is under way here is known in memory, only to refuse a second one early.
 */
export class Idempotency {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #kept: KeptReplies;
  readonly #inFlight = new Set<string>();

  constructor(store: Store, clock: Clock, limits: Limits) {
    this.#store = store;
    this.#kept = new KeptReplies(store, limits);
    this.#clock = clock;
  }

  /** Throws `idempotency-in-flight` and `idempotency-mismatch`. */
  async begin(userId: number, key: string, request: readonly string[]): Promise<Attempt> {
    if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw invalidField('Idempotency-Key', 'An Idempotency-Key has 1 to 255 visible ASCII characters.');
    }
    const path = keys.idempotency(userId, sha256('name', key).toString('hex'));
    const secret = sha256('answer', String(userId), key);
    const requestHash = sha256(...request).toString('hex');
    if (this.#inFlight.has(path)) {
      throw new RequestError(
        'idempotency-in-flight',
        'The first request with this Idempotency-Key is not answered yet.',
      );
    }
    this.#inFlight.add(path);
    const end = () => void this.#inFlight.delete(path);
    try {
      let condition: Condition = { key: path, is: 'absent' };
      const look = async () => {
        const entry = await this.#store.get(path);
        condition =
          entry === undefined
            ? { key: path, is: 'absent' }
            : { key: path, is: 'unchanged-since', modRevision: entry.modRevision };
        const kept = entry?.value;
        if (kept === undefined || Date.parse(kept.expiresAt) <= this.#clock.now().getTime()) return undefined;
        if (kept.requestHash !== requestHash) {
          throw new RequestError('idempotency-mismatch', 'This Idempotency-Key was used for another request.');
        }
        return JSON.parse(unseal(secret, kept.sealed)) as StoredAnswer;
      };
      const replay = await look();
      const others = await this.#kept.of(userId);
      const records = (answer: StoredAnswer) => {
        const expiresAt = new Date(this.#clock.now().getTime() + keptMs).toISOString();
        const sealed = seal(secret, JSON.stringify(answer));
        const forgotten = this.#kept.add(others, path, sealed.length);
        return { writes: [put(path, { requestHash, expiresAt, sealed })], forgotten, conditions: [condition] };
      };
      return { replay, records, answeredMeanwhile: look, end };
    } catch (error) {
      end();
      throw error;
    }
  }

  /** Forgets what is older than a day. Takes no argument: run it as often as you like. */
  async sweep(): Promise<void> {
    let after: string | undefined;
    do {
      const page = await this.#store.list(keys.replies, after === undefined ? {} : { after });
      const now = this.#clock.now().getTime();
      const old = page.entries.filter((e) => Date.parse(e.value.expiresAt) <= now);
      for (const { items, transaction } of packedDeletes(old.map(({ key }) => key))) {
        await this.#store.commit(transaction);
        await this.#kept.forget(items);
      }
      after = page.next;
    } while (after !== undefined);
  }
}

function seal(secret: Buffer, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secret, iv);
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), data]).toString('base64');
}

function unseal(secret: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}
