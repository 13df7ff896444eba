import { isAdministrator, type Subject } from '../object/permissions.ts';
import { type Amounts, dimensionWords, type QuotaDimension, quotaDimensions } from './dimensions.ts';
import type { Account, Delta } from './usage.ts';

/** The most that each user and each group may have. */
export interface Bounds {
  readonly user: Readonly<Record<QuotaDimension, number>>;
  readonly group: Readonly<Record<QuotaDimension, number>>;
}

/** Why not, for who asked. */
export interface QuotaRefusal {
  readonly dimension: QuotaDimension;
  readonly message: string;
  readonly hint: string;
}

/**
 * The one place that answers "may this user have so much more?", beside `may`, which answers "may it do that?". Asked
 * about what a write adds; `used` must hold what others are about to add as well. Administrators are not bounded: they
 * set the bounds. What gets smaller is always admitted, also where it stays too large.
 */
export function admit(
  caller: Subject,
  delta: Delta,
  used: (account: Account) => Amounts,
  bounds: Bounds,
): QuotaRefusal | undefined {
  if (isAdministrator(caller)) return undefined;
  for (const [account, more] of delta) {
    const [whose, id] = account.split('/') as ['user' | 'group', string];
    const has = used(account);
    for (const dimension of quotaDimensions) {
      const [wanted, now] = [more[dimension] ?? 0, has[dimension] ?? 0];
      const most = bounds[whose][dimension];
      if (wanted <= 0 || now + wanted <= most) continue;
      const who = account === `user/${caller.userId}` ? 'You' : `The ${whose} ${id}`;
      return {
        dimension,
        message: `${who} may have at most ${count(most)} ${dimensionWords[dimension]}: there are ${count(now)}, and this would add ${count(wanted)}.`,
        hint:
          dimension === 'waitingCommands'
            ? 'Wait until the cluster has answered; while its link is cut, give no more commands.'
            : 'Delete what is not needed any more, or ask an administrator for a higher limit.',
      };
    }
  }
  return undefined;
}

const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
