import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { FrontEndError } from '../errors.ts';

/** `::ffff:192.0.2.1`, as a socket that listens on both says it, is the IPv4 address behind it. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');

/**
 * The place that an address stands for where it is counted: an IPv4 address itself, of IPv6 the /64, for whoever has one
 * address of a /64 has all of them.
 */
export function placeOf(address: string): string {
  const plain = plainAddress(address);
  if (isIP(plain) !== 6) return plain;
  const [head = '', tail] = (plain.split('%', 1)[0] as string).split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  const whole = [...groups, ...Array.from({ length: missing }, () => '0'), ...(tail ?? '').split(':')];
  const first = whole.slice(0, 4).map((group) => Number.parseInt(group || '0', 16).toString(16));
  return `${first.join(':')}::/64`;
}

/**
 * The proxies that are believed. What a header says of where a request came from counts only when the connection comes
 * from one of them; anybody else could write into it what they like.
 */
export class Proxies {
  readonly #list = new BlockList();
  readonly #any: boolean;

  /** Addresses and CIDRs. Throws `address-refused`. */
  constructor(networks: readonly string[] = []) {
    this.#any = networks.length > 0;
    for (const network of networks) {
      const [address = '', bits] = network.split('/');
      const family = isIP(address);
      const width = family === 4 ? 32 : 128;
      const prefix = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
      if (family === 0 || prefix < 0 || prefix > width) {
        throw new FrontEndError('address-refused', `"${network}" is neither an address nor a CIDR.`, {
          hint: 'Name the proxies as in 192.0.2.1 or 10.0.0.0/24.',
        });
      }
      this.#list.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
    }
  }

  believes(address: string): boolean {
    const plain = plainAddress(address);
    const family = isIP(plain);
    return this.#any && family !== 0 && this.#list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
  }

  /** Where a request came from: the last address on its way that is none of our proxies. */
  addressOf(request: Pick<IncomingMessage, 'socket' | 'headers'>): string {
    let address = plainAddress(request.socket.remoteAddress ?? '');
    for (const hop of listIn(request.headers['x-forwarded-for']).toReversed()) {
      if (!this.believes(address)) return address;
      const next = plainAddress(hop.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1'));
      // What a proxy passes on and is no address tells nothing: the proxy itself is the last that we know.
      if (isIP(next) === 0) return address;
      address = next;
    }
    return address;
  }

  /** Did the request come to our proxy over TLS? */
  isSecure(request: Pick<IncomingMessage, 'socket' | 'headers'>): boolean {
    if (!this.believes(request.socket.remoteAddress ?? '')) return false;
    return listIn(request.headers['x-forwarded-proto']).at(-1)?.toLowerCase() === 'https';
  }
}

const listIn = (header: string | string[] | undefined): string[] =>
  [header ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
