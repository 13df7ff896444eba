/**
 * What a file is: by the magic bytes of each format, in this order, since the later ones may lie inside of the earlier.
 * What is no other format is a raw disk.
 */
import { maxDiskBytes } from '@skerry/domain';
import { inspectOva, isDescriptor } from './appliance/ova.ts';
import { bufferSource, type ByteSource, bytesOf } from './byte-source.ts';
import { beginOf, type Compression, compressionOf, unpacked } from './compression.ts';
import { inspectCdrom, isoMagic } from './disk/cdrom.ts';
import { inspectQcow2 } from './disk/qcow2.ts';
import { qcow2Magic } from './disk/qcow2-header.ts';
import { inspectRaw } from './disk/raw.ts';
import { inspectVdi, vdiMagic } from './disk/vdi.ts';
import { inspectVhdx, vhdxMagic } from './disk/vhdx.ts';
import { descriptorMagic, inspectVmdk, refuseDescriptor, sparseMagic } from './disk/vmdk.ts';
import { footerBytes, inspectVpc, vpcMagic } from './disk/vpc.ts';
import { formatError } from './errors.ts';
import type { Inspection, InspectOptions } from './inspection.ts';
import { tarEntries } from './tar/entries.ts';
import { blockBytes, isHeader } from './tar/header.ts';
import { sourceInput } from './tar/input.ts';

/** As far as the last magic bytes lie. */
const beginBytes = 0x8800;
const squashfsMagic = Buffer.from('hsqs');

/** Known, and not taken. */
const others: readonly (readonly [string, Buffer])[] = [
  ['a LUKS volume', Buffer.from([0x4c, 0x55, 0x4b, 0x53, 0xba, 0xbe])],
  ['a COWD disk of ESX', Buffer.from('COWD')],
  ['a QED disk', Buffer.from('QED\0')],
  ['a Parallels disk', Buffer.from('WithoutFreeSpace')],
  ['a Parallels disk', Buffer.from('WithouFreSpacExt')],
  ['a ZIP archive', Buffer.from('PK\x03\x04')],
  ['a 7-Zip archive', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c])],
  ['a bzip2 file', Buffer.from('BZh')],
];

type Format = Inspection['format'];

/** Reads only what it must; nothing of it is opened by another program. @throws errors of this package */
export async function inspect(source: ByteSource, options: InspectOptions = {}): Promise<Inspection> {
  const most = options.mostVirtualBytes ?? maxDiskBytes;
  const begin = await source.read(0, beginBytes);
  const compression = compressionOf(begin);
  const format = compression === 'none' ? await formatOf(source, begin) : await packed(source, compression, options);
  const { saidToBe } = options;
  if (saidToBe !== undefined && saidToBe !== format) {
    throw formatError('image-not-as-said', `The file was said to be ${saidToBe}, and is ${format}.`);
  }
  switch (format) {
    case 'qcow2':
      return inspectQcow2(source, most);
    case 'vmdk':
      return inspectVmdk(source, most);
    case 'vdi':
      return inspectVdi(source, most);
    case 'vpc':
      return inspectVpc(source, most);
    case 'vhdx':
      return inspectVhdx(source, most);
    case 'raw':
      return inspectRaw(source, most);
    case 'iso':
      return inspectCdrom(source, most);
    case 'tar':
    case 'squashfs':
      return { kind: 'root', format, compression, warnings: [] };
    case 'ova':
      return inspectOva(source, async (disk) => {
        const found = await inspect(disk, { mostVirtualBytes: most });
        if (found.kind === 'disk') return found;
        throw formatError('image-damaged', `A disk of the appliance is no disk, but ${found.format}.`);
      });
  }
}

async function formatOf(source: ByteSource, begin: Buffer): Promise<Format> {
  const has = (bytes: Buffer, at = 0) => begin.subarray(at, at + bytes.length).equals(bytes);
  if (begin.length >= 4 && begin.readUInt32BE(0) === qcow2Magic) return 'qcow2';
  if (has(sparseMagic)) return 'vmdk';
  if (has(descriptorMagic)) return refuseDescriptor();
  if (has(vhdxMagic)) return 'vhdx';
  if (has(vpcMagic)) return 'vpc';
  const other = others.find(([, magic]) => has(magic))?.[0];
  if (other === 'a LUKS volume') throw formatError('image-encrypted', 'The disk is encrypted with LUKS.');
  if (other !== undefined) throw formatError('image-unknown', `The file is ${other}, which is not taken.`);
  if (has(squashfsMagic)) return 'squashfs';
  if (has(vdiMagic.bytes, vdiMagic.at)) return 'vdi';
  if (has(isoMagic.bytes, isoMagic.at)) return 'iso';
  const archive = await archiveOf(begin);
  if (archive !== undefined) return archive;
  const end = await source.read(source.bytes - footerBytes, vpcMagic.length);
  return end.equals(vpcMagic) ? 'vpc' : 'raw';
}

/** A tar whose first file is the descriptor of an appliance is one. */
async function archiveOf(begin: Buffer): Promise<'ova' | 'tar' | undefined> {
  if (!isHeader(begin.subarray(0, blockBytes))) return undefined;
  try {
    for await (const entry of tarEntries(sourceInput(bufferSource(begin)))) {
      return isDescriptor(entry.name) ? 'ova' : 'tar';
    }
  } catch {
    // Who reads it whole says what is wrong with it.
  }
  return 'tar';
}

async function packed(
  source: ByteSource,
  compression: Exclude<Compression, 'none'>,
  { beginOfXz }: InspectOptions,
): Promise<'tar'> {
  const begin =
    compression === 'xz' ? await beginOfXz?.() : await beginOf(unpacked(bytesOf(source), compression), beginBytes);
  if (begin !== undefined && (await archiveOf(begin)) === 'tar') return 'tar';
  throw formatError('image-unknown', `The file is packed with ${compression}, and no root tarball is in it.`, {
    hint: 'Unpack it first, and give what is in it.',
  });
}
