/** Microsoft's VHDX ([MS-VHDX]): two headers, a table of regions, and items of metadata. Numbers are little-endian. */
import type { ByteSource } from '../byte-source.ts';
import { formatError } from '../errors.ts';
import type { DiskInspection } from '../inspection.ts';
import { virtualBytesOf } from './virtual-size.ts';

export const vhdxMagic = Buffer.from('vhdxfile');
const KiB = 1024;
const headersAt = [64 * KiB, 128 * KiB];
const regionsAt = 192 * KiB;
const tableBytes = 64 * KiB;
/** As they lie in the file: the first three parts of a GUID are little-endian. */
const guids = {
  metadata: '06a27c8b90479a4bb8fe575f050f886e',
  fileParameters: '3767a1ca36fa434db3b633f0aa44e76b',
  virtualSize: '2442a52f1bcd7648b2115dbed83bf4b8',
};
const hasParent = 2;

export async function inspectVhdx(source: ByteSource, mostVirtualBytes: number): Promise<DiskInspection> {
  const headers = (await Promise.all(headersAt.map((at) => source.read(at, 80)))).filter(
    (header) => header.length === 80 && header.subarray(0, 4).toString('latin1') === 'head',
  );
  const newest = headers.sort((a, b) => Number(b.readBigUInt64LE(8) - a.readBigUInt64LE(8)))[0];
  if (!newest) throw damaged();
  if (newest.subarray(48, 64).some((byte) => byte !== 0)) {
    throw formatError('image-damaged', 'The VHDX was not closed: changes wait in its log.', {
      hint: 'Attach it to a machine with Hyper-V once and shut that down, then copy it again.',
    });
  }
  const regions = await source.read(regionsAt, tableBytes);
  const region = entry(regions, 'regi', 8, 16, guids.metadata);
  if (!region) throw damaged();
  const metadataAt = Number(region.readBigUInt64LE(16));
  const metadata = await source.read(metadataAt, tableBytes);
  const item = async (guid: string, bytes: number) => {
    const found = entry(metadata, 'metadata', 10, 32, guid);
    const value = found && (await source.read(metadataAt + found.readUInt32LE(16), bytes));
    if (value?.length !== bytes) throw damaged();
    return value;
  };
  const parameters = await item(guids.fileParameters, 8);
  if ((parameters.readUInt32LE(4) & hasParent) !== 0) {
    throw formatError('image-not-whole', 'The VHDX is a difference: it stands on another file.');
  }
  const size = await item(guids.virtualSize, 8);
  const virtualBytes = virtualBytesOf(size.readBigUInt64LE(0), mostVirtualBytes);
  return { kind: 'disk', format: 'vhdx', virtualBytes, warnings: [] };
}

/** Of a table of 32 bytes for each entry, whose first 16 are a GUID. */
function entry(table: Buffer, signature: string, countAt: number, firstAt: number, guid: string): Buffer | undefined {
  if (table.length < tableBytes || table.subarray(0, signature.length).toString('latin1') !== signature)
    return undefined;
  const count = Math.min(table.readUInt16LE(countAt), 2047);
  for (let i = 0, at = firstAt; i < count && at + 32 <= table.length; i++, at += 32) {
    if (table.subarray(at, at + 16).toString('hex') === guid) return table.subarray(at, at + 32);
  }
  return undefined;
}

const damaged = () => formatError('image-damaged', 'The VHDX is damaged or cut short.');
