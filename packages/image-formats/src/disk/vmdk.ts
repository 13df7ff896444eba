/**
 * VMware's sparse files with the descriptor inside (VMware's "Virtual Disk Format 5.0"): monolithicSparse and
 * streamOptimized. A descriptor that is a file of its own names other files by path, and so does one where the header
 * says that the disk has no sectors: QEMU opens whatever it names.
 */
import type { ByteSource } from '../byte-source.ts';
import { formatError } from '../errors.ts';
import type { DiskInspection, Warning } from '../inspection.ts';
import { virtualBytesOf } from './virtual-size.ts';

export const sparseMagic = Buffer.from('KDMV');
export const descriptorMagic = Buffer.from('# Disk DescriptorFile');
const sectorBytes = 512;
/** As QEMU: what a descriptor inside may take. */
const mostDescriptorBytes = 1024 * 1024;
/** As QEMU: of one grain, and how many a table has. */
const mostGrainSectors = 0x20_0000;
const mostGrains = 512;
/** With tables as VMware makes them, of a disk of 32 TiB. */
const mostTables = 1_048_576;
/** Of the flags. */
const grainsAreCompressed = 1 << 16;
/** The table of grains is at the end, where it is known: the stream was written from front to back. */
const atEnd = 0xffff_ffff_ffff_ffffn;
const types = ['monolithicSparse', 'streamOptimized'];
/** Of the descriptor: `name=value` or `name="value"`. */
const wordLine = /^[ \t]{0,16}(\w{1,64})[ \t]{0,16}=[ \t]{0,16}"?([^"\r]*)/;

export const refuseDescriptor = (): never => {
  throw formatError('image-not-whole', 'The file is the descriptor of a VMDK whose data is in other files.', {
    hint: 'Make one file of it with "qemu-img convert -O qcow2 IN.vmdk OUT".',
  });
};

export async function inspectVmdk(source: ByteSource, mostVirtualBytes: number): Promise<DiskInspection> {
  const header = await source.read(0, sectorBytes);
  if (header.length < sectorBytes) throw cutShort();
  const version = header.readUInt32LE(4);
  if (version < 1 || version > 3) throw formatError('image-unknown', `Version ${version} of VMDK is not known.`);
  const sectors = header.readBigUInt64LE(12);
  if (sectors === 0n) refuseDescriptor();
  const virtualBytes = virtualBytesOf(sectors * BigInt(sectorBytes), mostVirtualBytes);
  const descriptor = await readDescriptor(source, header);
  const lines = descriptor.split('\n');
  const word = (name: string) =>
    lines.map((line) => wordLine.exec(line)).find((found) => found?.[1]?.toLowerCase() === name.toLowerCase())?.[2];
  const type = word('createType');
  if (type === undefined || !types.includes(type)) {
    throw formatError('image-unknown', `VMDK of the type ${type ?? 'that its descriptor does not say'} is not taken.`, {
      hint: 'Convert it with "qemu-img convert -O qcow2 IN.vmdk OUT".',
    });
  }
  const parent = word('parentCID')?.toLowerCase();
  if ((parent !== undefined && parent !== 'ffffffff') || word('parentFileNameHint') !== undefined) {
    throw formatError('image-not-whole', 'The VMDK is a difference: it stands on another file.');
  }
  const extents = lines.filter((line) => /^\s*(RW|RDONLY|NOACCESS)\s/.test(line));
  if (extents.length !== 1 || extents.some((line) => /[/\\]/.test(line) || !/\sSPARSE\s/.test(line))) {
    throw formatError('image-not-whole', 'The VMDK names other files for its data.');
  }
  await checkVmdkTables(source, await lastHeader(source, header), Number(sectors));
  const warnings: Warning[] = [];
  if (type === 'streamOptimized') {
    warnings.push({ code: 'compressed', message: 'The image is compressed; it takes more space once it is unpacked.' });
  }
  return { kind: 'disk', format: 'vmdk', virtualBytes, warnings };
}

async function readDescriptor(source: ByteSource, header: Buffer): Promise<string> {
  const [at, sectors] = [header.readBigUInt64LE(28), header.readBigUInt64LE(36)];
  const bytes = Number(sectors) * sectorBytes;
  if (at === 0n || bytes > mostDescriptorBytes) throw formatError('image-damaged', 'The VMDK has no descriptor.');
  const text = await source.read(Number(at) * sectorBytes, bytes);
  const end = text.indexOf(0);
  return text.subarray(0, end < 0 ? text.length : end).toString('latin1');
}

/** A stream may end with a footer, which is the header again and knows where the tables are, and an empty sector. */
async function lastHeader(source: ByteSource, header: Buffer): Promise<Buffer> {
  if (header.readBigUInt64LE(56) !== atEnd) return header;
  const footer = await source.read(source.bytes - 2 * sectorBytes, sectorBytes);
  if (!footer.subarray(0, 4).equals(sparseMagic)) throw cutShort();
  return footer;
}

/** Looks whether all that the tables name begins within the file, as a download that was cut has its header too. */
async function checkVmdkTables(source: ByteSource, header: Buffer, sectors: number): Promise<void> {
  const perGrain = Number(header.readBigUInt64LE(20));
  const perTable = header.readUInt32LE(44);
  if (perGrain < 1 || perGrain > mostGrainSectors || perTable < 1 || perTable > mostGrains) {
    throw formatError('image-damaged', 'The header of the VMDK is damaged.');
  }
  const tables = Math.ceil(sectors / (perGrain * perTable));
  if (tables > mostTables) throw formatError('image-damaged', 'The header of the VMDK is damaged.');
  let last = 0;
  // One that is named again and again is read once.
  for (const table of new Set(await numbersAt(source, Number(header.readBigUInt64LE(56)), tables))) {
    if (table === 0) continue;
    for (const grain of await numbersAt(source, table, perTable)) last = Math.max(last, grain);
  }
  if (last > 1 && last * sectorBytes >= source.bytes) throw cutShort();
  const compressed = (header.readUInt32LE(8) & grainsAreCompressed) !== 0;
  if (last <= 1 || !compressed) return;
  // In front of a compressed grain: its place on the disk, and how many bytes it has.
  const marker = await source.read(last * sectorBytes, 12);
  if (marker.length < 12 || last * sectorBytes + 12 + marker.readUInt32LE(8) > source.bytes) throw cutShort();
}

/** Each of four bytes, from a sector on. */
async function numbersAt(source: ByteSource, sector: number, count: number): Promise<Uint32Array> {
  const bytes = await source.read(sector * sectorBytes, count * 4);
  if (bytes.length < count * 4) throw cutShort();
  return Uint32Array.from({ length: count }, (_, i) => bytes.readUInt32LE(i * 4));
}

const cutShort = () => formatError('image-damaged', 'The VMDK is cut short.');
