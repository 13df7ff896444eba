/**
 * An ISO 9660 image (ECMA-119) with Joliet names, of a few small files in one folder: what cloud-init and our own images
 * read. Pure. Written here because starting a tool for it takes longer than starting QEMU.
 */
const sector = 2048;

export interface IsoFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** `label`: up to 16 characters; blkid shows it as it is written. The image is the same for the same files. */
export function iso9660(label: string, files: readonly IsoFile[]): Buffer {
  const plain = directory(files, (name) => Buffer.from(plainName(name), 'latin1'));
  const joliet = directory(files, (name) => ucs2(`${name};1`));
  const first = { plainRoot: 23, jolietRoot: 24, files: 25 };
  let next = first.files;
  const extents = files.map(({ content }) => {
    const extent = next;
    next += Math.max(1, Math.ceil(content.length / sector));
    return extent;
  });
  const image = Buffer.alloc(next * sector);
  const put = (at: number, content: Uint8Array) => image.set(content, at * sector);
  put(16, volumeDescriptor({ type: 1, label: Buffer.from(label), sectors: next, table: 19, root: first.plainRoot }));
  put(17, volumeDescriptor({ type: 2, label: ucs2(label), sectors: next, table: 21, root: first.jolietRoot }));
  put(18, Buffer.from([255, ...Buffer.from('CD001'), 1]));
  put(19, pathTable(first.plainRoot, 'little'));
  put(20, pathTable(first.plainRoot, 'big'));
  put(21, pathTable(first.jolietRoot, 'little'));
  put(22, pathTable(first.jolietRoot, 'big'));
  put(first.plainRoot, plain(first.plainRoot, extents));
  put(first.jolietRoot, joliet(first.jolietRoot, extents));
  files.forEach(({ content }, i) => put(extents[i] ?? 0, content));
  return image;
}

/** The files in the order of their encoded names, as both standards want it. */
function directory(files: readonly IsoFile[], encode: (name: string) => Buffer) {
  const named = files.map(({ name, content }, i) => ({ name: encode(name), size: content.length, i }));
  named.sort((a, b) => Buffer.compare(a.name, b.name));
  return (own: number, extents: readonly number[]): Buffer => {
    const records = [
      record(Buffer.from([0]), own, sector, 2),
      record(Buffer.from([1]), own, sector, 2),
      ...named.map(({ name, size, i }) => record(name, extents[i] ?? 0, size, 0)),
    ];
    const content = Buffer.concat(records);
    if (content.length > sector) throw new Error('There are more files than one folder of a context image holds.');
    return content;
  };
}

/** Section 9.1. `flags` 2: a folder. */
function record(name: Buffer, extent: number, size: number, flags: number): Buffer {
  const length = 33 + name.length + ((33 + name.length) % 2);
  const bytes = Buffer.alloc(length);
  bytes.writeUInt8(length, 0);
  both32(bytes, 2, extent);
  both32(bytes, 10, size);
  // 1 January 2000: a fixed date keeps the image the same.
  bytes.set([100, 1, 1, 0, 0, 0, 0], 18);
  bytes.writeUInt8(flags, 25);
  both16(bytes, 28, 1);
  bytes.writeUInt8(name.length, 32);
  bytes.set(name, 33);
  return bytes;
}

/** Sections 8.4 and 8.5; Joliet is the supplementary one with an escape sequence for UCS-2. */
function volumeDescriptor(fields: {
  type: 1 | 2;
  label: Buffer;
  sectors: number;
  table: number;
  root: number;
}): Buffer {
  const bytes = Buffer.alloc(sector);
  const blank = fields.type === 1 ? Buffer.from(' ') : ucs2(' ');
  bytes.set([fields.type, ...Buffer.from('CD001'), 1]);
  bytes.fill(blank, 8, 72);
  bytes.set(fields.label.subarray(0, 32), 40);
  both32(bytes, 80, fields.sectors);
  if (fields.type === 2) bytes.write('%/E', 88, 'latin1');
  both16(bytes, 120, 1);
  both16(bytes, 124, 1);
  both16(bytes, 128, sector);
  both32(bytes, 132, pathTable(fields.root, 'little').length);
  bytes.writeUInt32LE(fields.table, 140);
  bytes.writeUInt32BE(fields.table + 1, 148);
  bytes.set(record(Buffer.from([0]), fields.root, sector, 2), 156);
  bytes.fill(blank, 190, 813);
  // Four dates that are not given: sixteen digits 0 and a time zone 0.
  for (let date = 813; date < 881; date += 17) bytes.fill('0', date, date + 16);
  bytes.writeUInt8(1, 881);
  return bytes;
}

/** Section 9.4, of the root alone. */
function pathTable(root: number, order: 'little' | 'big'): Buffer {
  const bytes = Buffer.alloc(10);
  bytes.writeUInt8(1, 0);
  if (order === 'little') {
    bytes.writeUInt32LE(root, 2);
    bytes.writeUInt16LE(1, 6);
  } else {
    bytes.writeUInt32BE(root, 2);
    bytes.writeUInt16BE(1, 6);
  }
  return bytes;
}

/** For readers without Joliet: capitals, digits and underscores. */
function plainName(name: string): string {
  const [base = '', ...rest] = name.toUpperCase().split('.');
  const clean = (text: string) => text.replaceAll(/[^A-Z0-9_]/g, '_');
  return `${clean(base).slice(0, 20)}.${clean(rest.join('_')).slice(0, 8)};1`;
}

const ucs2 = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

function both32(bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt32LE(value, at);
  bytes.writeUInt32BE(value, at + 4);
}

function both16(bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt16LE(value, at);
  bytes.writeUInt16BE(value, at + 2);
}
