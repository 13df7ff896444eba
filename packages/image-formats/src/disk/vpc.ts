/** Microsoft's VHD ("Virtual Hard Disk Image Format Specification"): a footer, which one that grows has in front too. */
import type { ByteSource } from '../byte-source.ts';
import { formatError } from '../errors.ts';
import type { DiskInspection } from '../inspection.ts';
import { virtualBytesOf } from './virtual-size.ts';

export const vpcMagic = Buffer.from('conectix');
export const footerBytes = 512;
const types = { fixed: 2, dynamic: 3, differencing: 4 };

export async function inspectVpc(source: ByteSource, mostVirtualBytes: number): Promise<DiskInspection> {
  const footer = await source.read(source.bytes - footerBytes, footerBytes);
  if (!footer.subarray(0, 8).equals(vpcMagic)) throw formatError('image-damaged', 'The VHD is cut short.');
  const type = footer.readUInt32BE(60);
  if (type === types.differencing) {
    throw formatError('image-not-whole', 'The VHD is a difference: it stands on another file.');
  }
  if (type !== types.fixed && type !== types.dynamic)
    throw formatError('image-damaged', 'The VHD is of no known type.');
  const virtualBytes = virtualBytesOf(footer.readBigUInt64BE(48), mostVirtualBytes);
  if (type === types.fixed && virtualBytes > source.bytes - footerBytes) {
    throw formatError('image-damaged', 'The VHD is cut short.');
  }
  return { kind: 'disk', format: 'vpc', virtualBytes, warnings: [] };
}
