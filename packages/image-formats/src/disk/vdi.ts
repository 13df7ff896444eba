/** VirtualBox's disk (VirtualBox's include/VBox/vd.h, QEMU's block/vdi.c). Numbers are little-endian. */
import type { ByteSource } from '../byte-source.ts';
import { formatError } from '../errors.ts';
import type { DiskInspection } from '../inspection.ts';
import { virtualBytesOf } from './virtual-size.ts';

export const vdiMagic = { at: 64, bytes: Buffer.from([0x7f, 0x10, 0xda, 0xbe]) };
const headerBytes = 512;
/** Of the list of types: an ordinary disk that grows, and one of full size. The others stand on another file. */
const whole = [1, 2];

export async function inspectVdi(source: ByteSource, mostVirtualBytes: number): Promise<DiskInspection> {
  const header = await source.read(0, headerBytes);
  if (header.length < headerBytes) throw formatError('image-damaged', 'The VDI is cut short.');
  const version = header.readUInt32LE(0x44);
  if (version !== 0x0001_0001) {
    throw formatError('image-unknown', `Version ${version >> 16}.${version & 0xffff} of VDI is not known.`);
  }
  const parent = header.subarray(0x1a8, 0x1c8);
  if (!whole.includes(header.readUInt32LE(0x4c)) || parent.some((byte) => byte !== 0)) {
    throw formatError('image-not-whole', 'The VDI is a difference: it stands on another file.');
  }
  const virtualBytes = virtualBytesOf(header.readBigUInt64LE(0x170), mostVirtualBytes);
  return { kind: 'disk', format: 'vdi', virtualBytes, warnings: [] };
}
