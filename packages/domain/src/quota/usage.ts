import type { Charge } from './charge.ts';
import { added, type Amounts, quotaDimensions } from './dimensions.ts';

/** Whose account: `user/5`, `group/1`. */
export type Account = `user/${number}` | `group/${number}`;

/** What would be added to each account. */
export type Delta = ReadonlyMap<Account, Amounts>;

const nothing: Amounts = {};

export const accountsOf = ({ ownerId, groupId }: Charge): Account[] =>
  groupId === undefined ? [`user/${ownerId}`] : [`user/${ownerId}`, `group/${groupId}`];

/** What changes when some records come and others go. */
export function deltaOf(come: readonly Charge[], go: readonly Charge[]): Delta {
  const delta = new Map<Account, Amounts>();
  const add = (charge: Charge, sign: 1 | -1) => {
    for (const account of accountsOf(charge)) {
      delta.set(account, added(delta.get(account) ?? nothing, charge.amounts, sign));
    }
  };
  for (const charge of come) add(charge, 1);
  for (const charge of go) add(charge, -1);
  return delta;
}

/** What users and groups have; kept as records come and go, never summed anew. */
export class Usage {
  readonly #byAccount = new Map<Account, Amounts>();
  readonly #charged = new Map<string, Charge>();

  /** `undefined`: the record is gone, or costs nothing. */
  set(record: string, charge: Charge | undefined): void {
    const before = this.#charged.get(record);
    if (before !== undefined) this.#add(before, -1);
    if (charge === undefined) this.#charged.delete(record);
    else {
      this.#charged.set(record, charge);
      this.#add(charge, 1);
    }
  }

  chargeOf(record: string): Charge | undefined {
    return this.#charged.get(record);
  }

  of(account: Account): Amounts {
    return this.#byAccount.get(account) ?? nothing;
  }

  #add(charge: Charge, sign: 1 | -1): void {
    for (const account of accountsOf(charge)) {
      const sum = added(this.of(account), charge.amounts, sign);
      if (quotaDimensions.some((dimension) => (sum[dimension] ?? 0) !== 0)) this.#byAccount.set(account, sum);
      else this.#byAccount.delete(account);
    }
  }
}
