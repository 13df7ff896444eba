/** `::ffff:192.0.2.1`, as a socket that listens on both says it, is the IPv4 address behind it. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');

/**
 * The place that an address stands for where it is counted: an IPv4 address itself, of IPv6 the /64, for whoever has one
 * address of a /64 has all of them.
 */
export function placeOf(address: string): string {
  const plain = plainAddress(address);
  if (!/^[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*(%.*)?$/i.test(plain)) return plain;
  const [head = '', tail] = (plain.split('%', 1)[0] as string).split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  const whole = [...groups, ...Array.from({ length: missing }, () => '0'), ...(tail ?? '').split(':')];
  const first = whole.slice(0, 4).map((group) => Number.parseInt(group || '0', 16).toString(16));
  return `${first.join(':')}::/64`;
}
