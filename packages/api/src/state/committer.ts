import type { Subject } from '@skerry/domain';
import { type Clock, type Log, Turns } from '@skerry/kit';
import { type Condition, packedDeletes, Packing, type Store, type Write } from '@skerry/store';
import type { WriteTurn } from '../requests/call.ts';
import type { Admission } from './admission.ts';
import type { AuditRecord } from './audit-record.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Following } from '../ports/following.ts';
import type { Model } from './model.ts';
import { claimNames, type NameClaim, withoutHolder } from './name-keys.ts';

/** Times a number of the audit, or a name that nobody holds, is asked for anew. Fewer: many writers at once are refused. */
const mostTries = 100;

const noNames: NameClaim = { writes: [], conditions: [] };

export interface Commit {
  /** Who asked: what it adds must be admitted. Undefined: nobody who is known, and nothing is added for anybody. */
  readonly caller: Subject | undefined;
  readonly writes: readonly Write[];
  readonly conditions: readonly Condition[];
  /** Keys that are of no use to anybody any more: they go with the rest while they fit, and after it otherwise. */
  readonly leftovers?: readonly string[];
  readonly audit: Omit<AuditRecord, 'sequence' | 'at'>;
}

/**
 * The way in which requests write: one transaction that holds the object, its command, the audit record and the answer
 * for repetitions. When it returns, the change is on disk and the model shows it.
 */
export class Committer {
  readonly #store: Store;
  readonly #following: Following;
  readonly #trail: AuditTrail;
  readonly #clock: Clock;
  readonly #admission: Admission;
  readonly #log: Log;
  readonly #names: Model | undefined;
  readonly #turns = new Turns();

  constructor(
    store: Store,
    following: Following,
    trail: AuditTrail,
    clock: Clock,
    admission: Admission,
    log: Log,
    /** Of which names are kept in the store; absent: somebody else keeps them. */
    names?: Model,
  ) {
    this.#store = store;
    this.#following = following;
    this.#trail = trail;
    this.#clock = clock;
    this.#admission = admission;
    this.#log = log;
    this.#names = names;
  }

  inTurn<T>(turn: WriteTurn, work: () => Promise<T>): Promise<T> {
    return turn.exclusive === true ? this.#turns.alone(work) : this.#turns.take([turn.key].flat(), work);
  }

  /**
   * False when a condition did not hold: nothing was written, and the model shows what stands against it. Throws
   * `quota-exceeded` and `record-too-large`.
   */
  async commit({ caller, writes, conditions, leftovers = [], audit }: Commit): Promise<boolean> {
    const leave = caller === undefined ? undefined : this.#admission.enter(caller, writes);
    try {
      const record = { ...audit, at: this.#clock.now().toISOString() };
      let names = this.#names === undefined ? noNames : claimNames(writes, this.#names);
      const left = leftovers.map((key): Write => ({ op: 'delete', key }));
      const gone = [...left, ...(this.#names === undefined ? [] : claimNames(left, this.#names).writes)].map(
        ({ key }) => key,
      );
      for (let tries = 1; ; tries++) {
        const entry = this.#trail.entry(record);
        const asked = {
          conditions: [...conditions, ...names.conditions, ...entry.conditions],
          writes: [...writes, ...names.writes, ...entry.writes],
        };
        const packing = new Packing();
        // What is too much for one transaction the store refuses, by name.
        const fits = packing.take(asked);
        const later = gone.filter((key) => !fits || !packing.take({ writes: [{ op: 'delete', key }] }));
        const result = await this.#store.commit(fits ? packing.transaction : asked);
        const { committed } = result;
        await this.#following.reached(committed ? await this.#remove(later, result.revision) : result.revision);
        if (result.committed) return true;
        const { key } = result.failed;
        const isRecord = entry.conditions.some((condition) => condition.key === key);
        const taken = isRecord ? names : await this.#takeOver(key, names);
        if (taken === undefined || tries === mostTries) return false;
        names = taken;
      }
    } finally {
      leave?.();
    }
  }

  /** The claim with the name taken from whom it does not belong to any more; undefined: what stood against it stands. */
  async #takeOver(key: string, names: NameClaim): Promise<NameClaim | undefined> {
    if (this.#names === undefined || !names.conditions.some((condition) => condition.key === key)) return undefined;
    const free = await withoutHolder(key, this.#store, this.#names);
    if (free === undefined) return undefined;
    return { ...names, conditions: names.conditions.map((condition) => (condition.key === key ? free : condition)) };
  }

  /** Answers the last revision. What was asked for is done by now: what cannot be removed is left to the sweep. */
  async #remove(keys: readonly string[], before: number): Promise<number> {
    let revision = before;
    try {
      for (const { transaction } of packedDeletes(keys)) ({ revision } = await this.#store.commit(transaction));
    } catch (error) {
      this.#log.warn({ err: error, keys: keys.length }, 'what is of no use any more is left to the sweep');
    }
    return revision;
  }
}
