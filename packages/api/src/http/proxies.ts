import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { plainAddress } from '@skerry/domain';
import { RequestError } from '../errors.ts';

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
        throw new RequestError('address-refused', `"${network}" is neither an address nor a CIDR.`, {
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
