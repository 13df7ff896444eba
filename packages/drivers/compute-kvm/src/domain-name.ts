import { createHash } from 'node:crypto';

/** The handle of a guest in libvirt: fixed for prefix and instance, so that nothing has to be remembered. */
export const domainName = (prefix: string, instanceId: number): string => `${prefix}-${instanceId}`;

/** The instance id, when the domain is one of ours. */
export function instanceOf(prefix: string, name: string): number | undefined {
  const rest = name.startsWith(`${prefix}-`) ? name.slice(prefix.length + 1) : '';
  return /^(0|[1-9]\d*)$/.test(rest) ? Number(rest) : undefined;
}

/** Name space of our UUIDs (RFC 9562, 5.5); random, and never to be changed: guests see their UUID as a serial number. */
const namespace = Buffer.from('6d1f0a5e3c7b4f1d9f0e5a2b8c4d7e61', 'hex');

/** UUID version 5 of the domain's name. */
export function domainUuid(name: string): string {
  const hash = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
