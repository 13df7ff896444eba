/** An IPv4 range, as two numbers. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

export function rangeOf(cidr: string): Range {
  const [address = '', length = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = Math.floor(number / size) * size;
  return { first, last: first + size - 1 };
}

/** Does the first hold all of the second? */
export function holds(outer: string, inner: string): boolean {
  const [x, y] = [rangeOf(outer), rangeOf(inner)];
  return x.first <= y.first && y.last <= x.last;
}

/** First address and mask, as dnsmasq wants them. */
export function baseAndMask(cidr: string): { readonly base: string; readonly mask: string } {
  const { first, last } = rangeOf(cidr);
  return { base: dotted(first), mask: dotted(2 ** 32 - (last - first + 1)) };
}

const dotted = (n: number): string => [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');
