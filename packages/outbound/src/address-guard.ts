/**
 * Which addresses we connect to on behalf of somebody. Everything that is not plainly the public Internet is refused:
 * there are our own services, those of the site, and the credentials that clouds hand to whoever asks from inside.
 * It judges addresses, never names: a name means what its owner wants at that moment.
 */
import ipaddr from 'ipaddr.js';
import { networkInterfaces } from 'node:os';
import { sourceError } from './errors.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

export interface AddressRules {
  /** Addresses and CIDRs that may be reached all the same: an administrator's word. */
  readonly allowed?: readonly string[];
  /** Addresses that are ours though they are public. Default: those of this machine, as they are then. */
  readonly own?: () => readonly string[];
}

/** Public by their number, and yet of the cloud a machine stands in: the wire server of Azure. */
const cloudServices: ReadonlySet<string> = new Set(['168.63.129.16']);

const words: Readonly<Record<string, string>> = {
  unspecified: 'is of no machine',
  loopback: 'is this machine itself',
  linkLocal: 'is of the link it is asked on, where clouds keep credentials',
  private: 'is of a private network',
  uniqueLocal: 'is of a private network',
  carrierGradeNat: 'is of a provider’s inner network',
  multicast: 'is a group of machines',
  broadcast: 'is all machines',
};

export class AddressGuard {
  readonly #allowed: readonly (readonly [Address, number])[];
  readonly #own: () => readonly string[];

  /** Throws `source-setting` when a range is none. */
  constructor({ allowed = [], own = addressesOfThisMachine }: AddressRules = {}) {
    this.#allowed = allowed.map(parseRange);
    this.#own = own;
  }

  /** Why it is not connected to, as the end of a sentence; nothing when it may be. */
  refusal(text: string): string | undefined {
    const address = parse(text);
    if (address === undefined) return 'is no address';
    if (this.#allowed.some(([network, bits]) => address.kind() === network.kind() && address.match(network, bits))) {
      return undefined;
    }
    const range = address.range();
    if (range !== 'unicast') return words[range] ?? `is reserved (${range})`;
    if (cloudServices.has(address.toString())) return 'is a service of the cloud this machine may stand in';
    const isOwn = this.#own().some((own) => parse(own)?.toString() === address.toString());
    return isOwn ? 'is of this machine' : undefined;
  }
}

/** An IPv4 address in the clothes of IPv6 is the IPv4 address. */
function parse(text: string): Address | undefined {
  try {
    return ipaddr.process(text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, ''));
  } catch {
    return undefined;
  }
}

function parseRange(text: string): readonly [Address, number] {
  const address = text.includes('/') ? undefined : parse(text);
  if (address !== undefined) return [address, address.kind() === 'ipv4' ? 32 : 128];
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  throw sourceError('source-setting', `"${text}" is neither an address nor a CIDR.`, {
    hint: 'Allow addresses as in 192.0.2.1 or 10.0.0.0/24.',
  });
}

const addressesOfThisMachine = (): string[] =>
  Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
