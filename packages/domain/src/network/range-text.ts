/** How people write a range of addresses: `10.60.0.10-10.60.0.99`, or one address alone. Pure. */
import type { AddressRange } from './network.ts';

/** undefined: it is none. Whether its ends are addresses is for who knows the network. */
export function rangeIn(text: string): AddressRange | undefined {
  const [first = '', last = first, more] = text.split(/[-–]/).map((end) => end.trim());
  return first === '' || last === '' || more !== undefined ? undefined : { first, last };
}

export const rangeText = ({ first, last }: AddressRange): string => (first === last ? first : `${first}-${last}`);
