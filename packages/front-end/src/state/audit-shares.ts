import { administrativeShare, type AuditBounds, type AuditRecord, shareOf } from './audit-record.ts';

/** How many records each share of the trail holds, kept up with the model. Owns nothing: the records count. */
export class AuditShares {
  readonly #shares = new Map<string, Set<number>>();
  /** All but the administrative ones. */
  #shared = 0;

  add(record: AuditRecord): void {
    const share = shareOf(record);
    let numbers = this.#shares.get(share);
    if (numbers === undefined) this.#shares.set(share, (numbers = new Set()));
    if (numbers.has(record.sequence)) return;
    numbers.add(record.sequence);
    if (share !== administrativeShare) this.#shared++;
  }

  remove(record: AuditRecord): void {
    const share = shareOf(record);
    const numbers = this.#shares.get(share);
    if (numbers?.delete(record.sequence) !== true) return;
    if (numbers.size === 0) this.#shares.delete(share);
    if (share !== administrativeShare) this.#shared--;
  }

  /**
   * The records that must go so that one more of `share` fits, oldest first, at most `most`. When all is full, who has
   * most makes room: nobody loses its records to somebody busier.
   */
  toMakeRoom(share: string, bounds: AuditBounds, most: number): number[] {
    const own = this.#shares.get(share);
    const above = (own?.size ?? 0) + 1 - bounds.of(share);
    if (own !== undefined && above > 0) return firstOf(own, Math.min(above, most));
    const aboveAll = this.#shared + 1 - bounds.all;
    if (share === administrativeShare || aboveAll <= 0) return [];
    const largest = this.#largest();
    return largest === undefined ? [] : firstOf(largest, Math.min(aboveAll, most));
  }

  /** All that is above the bounds now: writers who run at once leave a little. */
  excess(bounds: AuditBounds): number[] {
    const gone: number[] = [];
    for (const [share, numbers] of this.#shares) gone.push(...firstOf(numbers, numbers.size - bounds.of(share)));
    const left = [...this.#shares]
      .filter(([share]) => share !== administrativeShare)
      .map(([share, numbers]) => [...numbers].slice(Math.max(0, numbers.size - bounds.of(share))));
    let above = left.reduce((sum, numbers) => sum + numbers.length, 0) - bounds.all;
    while (above-- > 0) {
      const largest = left.reduce((a, b) => (b.length > a.length ? b : a));
      gone.push(largest.shift() as number);
    }
    return gone;
  }

  #largest(): ReadonlySet<number> | undefined {
    let largest: ReadonlySet<number> | undefined;
    for (const [share, numbers] of this.#shares) {
      if (share !== administrativeShare && numbers.size > (largest?.size ?? 0)) largest = numbers;
    }
    return largest;
  }
}

function firstOf(numbers: ReadonlySet<number>, count: number): number[] {
  const first: number[] = [];
  for (const number of numbers) {
    if (first.length >= count) break;
    first.push(number);
  }
  return first;
}

/** Keeps the records and what is counted of them together. */
export function setAudit(
  kept: { readonly audit: Map<number, AuditRecord>; readonly auditShares: AuditShares },
  sequence: number,
  record: AuditRecord | undefined,
): void {
  const before = kept.audit.get(sequence);
  if (before !== undefined) kept.auditShares.remove(before);
  if (record === undefined) return void kept.audit.delete(sequence);
  kept.audit.set(sequence, record);
  kept.auditShares.add(record);
}
