import { locale } from './locale.ts';

/** At most so many digits behind the point, and none where they say nothing. */
export const number = (amount: number, digits = 0): string =>
  amount.toLocaleString(locale(), { maximumFractionDigits: digits });
