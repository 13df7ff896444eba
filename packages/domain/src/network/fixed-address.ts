/**
 * Addresses and MACs that are asked for instead of being chosen. The front-end asks here before it accepts, and the
 * cluster before it gives; whether somebody else holds one is not known here: that is for who keeps the holders.
 */
import ipaddr from 'ipaddr.js';
import type { AskedNic, AskedOfNic } from '../instance/instance.ts';
import { macOf } from './addresses.ts';
import { parseSubnet, toAddress, toNumber } from './subnet.ts';
import type { Network } from './network.ts';

export interface AskedProblem {
  readonly message: string;
  readonly hint: string;
}

type Addressed = Pick<Network, 'name' | 'cidr' | 'gateway' | 'nameservers' | 'ranges'>;

/** Undefined when it is written as an address of the family that networks have. */
export function addressFormProblem(address: string): string | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return undefined;
  return ipaddr.IPv6.isValid(address)
    ? `"${address}" is an IPv6 address; networks have IPv4 addresses. Ask for one such as 10.60.0.20.`
    : `"${address}" is not an IPv4 address. Write it like 10.60.0.20, without a prefix length.`;
}

/** Why no instance can have this address of the network, whoever holds it. */
export function fixedAddressProblem(address: string, network: Addressed): AskedProblem | undefined {
  const form = addressFormProblem(address);
  if (form !== undefined) return { message: form, hint: mayBeAsked(network) };
  const why = reasonAgainst(address, network);
  return why === undefined ? undefined : { message: `${address} ${why}.`, hint: mayBeAsked(network) };
}

function reasonAgainst(address: string, { name, cidr, gateway, nameservers }: Addressed): string | undefined {
  const subnet = parseSubnet(cidr);
  const n = toNumber(address);
  if (n < subnet.network || n > subnet.broadcast) return `is no address of the network "${name}" (${cidr})`;
  if (n === subnet.network) return `is the first of ${cidr}, which stands for the network "${name}" itself`;
  if (n === subnet.broadcast) return `is the last of ${cidr}, which means every machine of the network "${name}"`;
  if (address === gateway) return `is the gateway of the network "${name}"`;
  return nameservers.includes(address) ? `is a name server of the network "${name}"` : undefined;
}

/** Which addresses there are to ask for, as a sentence. */
export function mayBeAsked({ cidr, ranges }: Pick<Network, 'cidr' | 'ranges'>): string {
  const { network, broadcast } = parseSubnet(cidr);
  const given = ranges.map(({ first, last }) => `${first} to ${last}`).join(', ');
  return `Ask for one from ${toAddress(network + 1)} to ${toAddress(broadcast - 1)}; ${given} are also given out unasked.`;
}

/** The range would never give it out by itself. */
export const isOutsideRanges = (address: string, { ranges }: Pick<Network, 'ranges'>): boolean =>
  !ranges.some(({ first, last }) => toNumber(first) <= toNumber(address) && toNumber(address) <= toNumber(last));

/** In lower case, with colons: as it is kept and compared. */
export const plainMac = (mac: string): string => mac.trim().toLowerCase().replaceAll('-', ':');

/** The beginning of those that are made from addresses: a fixed one there could be that of an address given out later. */
const ownBeginning = '02:5c:';

/** Undefined when an interface can have this MAC (as `plainMac` writes it). */
export function macProblem(mac: string, address?: string): string | undefined {
  if (!/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(mac)) {
    return `"${mac}" is not a MAC. Write six pairs of hexadecimal digits, such as 52:54:00:12:34:56.`;
  }
  if (mac === 'ff:ff:ff:ff:ff:ff')
    return `${mac} means every machine of a network. Ask for one such as 52:54:00:12:34:56.`;
  if (mac === '00:00:00:00:00:00') return `${mac} stands for no MAC. Ask for one such as 52:54:00:12:34:56.`;
  if (Number.parseInt(mac.slice(0, 2), 16) % 2 === 1) {
    return `${mac} is of a group (multicast): no interface sends from it. The second digit must be even.`;
  }
  const isOwn = address !== undefined && addressFormProblem(address) === undefined && mac === macOf(address);
  if (mac.startsWith(ownBeginning) && !isOwn) {
    return `${mac} is of those that are made from addresses (${ownBeginning}…). Ask for one that begins otherwise, or for the address alone.`;
  }
  return undefined;
}

/** What is worth a word though it is allowed. */
export const macNote = (mac: string): string | undefined =>
  macProblem(mac) !== undefined || (Number.parseInt(mac.slice(0, 2), 16) & 2) === 2
    ? undefined
    : `${mac} is not locally administered: it belongs to a maker of network cards. See to it that no other machine of the network has it.`;

/** What of the interfaces of one instance cannot stand beside each other, or alone. Fields are those of each interface. */
export function nicsProblems(
  nics: readonly AskedNic[],
): { readonly index: number; readonly field: keyof AskedOfNic; readonly message: string }[] {
  return nics.flatMap(({ networkId, address, mac }, index) => {
    const before = nics.slice(0, index);
    const problems: { index: number; field: keyof AskedOfNic; message: string }[] = [];
    const addressMessage =
      address === undefined
        ? undefined
        : (addressFormProblem(address) ??
          (before.some((nic) => nic.networkId === networkId && nic.address === address)
            ? `${address} is asked for twice. Each interface has an address of its own.`
            : undefined));
    if (addressMessage !== undefined) problems.push({ index, field: 'address', message: addressMessage });
    const macMessage =
      mac === undefined
        ? undefined
        : (macProblem(mac, address) ??
          // A guest tells its interfaces apart by their MACs.
          (before.some((nic) => nic.mac === mac)
            ? `${mac} is asked for twice. Each interface of an instance has a MAC of its own.`
            : undefined));
    if (macMessage !== undefined) problems.push({ index, field: 'mac', message: macMessage });
    return problems;
  });
}
