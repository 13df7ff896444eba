/** ISO 9660 (ECMA-119): volume descriptors from sector 16 on. */
import type { ByteSource } from '../byte-source.ts';
import type { CdromInspection } from '../inspection.ts';
import { virtualBytesOf } from './virtual-size.ts';

export const isoMagic = { at: 0x8001, bytes: Buffer.from('CD001') };

export async function inspectCdrom(source: ByteSource, mostVirtualBytes: number): Promise<CdromInspection> {
  const descriptor = await source.read(0x8000, 2048);
  const virtualBytes = virtualBytesOf(BigInt(source.bytes), mostVirtualBytes);
  const label = descriptor.subarray(40, 72).toString('latin1').trim();
  return { kind: 'cdrom', format: 'iso', virtualBytes, label, warnings: [] };
}
