import { randomBytes } from 'node:crypto';
import { SkerryError } from '@skerry/kit';
import { readFileSync } from 'node:fs';
import { copyFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FormatErrorCode } from './errors.ts';
import type { InspectOptions } from './inspection.ts';
import { change, inspectPath, testDirectory, tool } from './testing/made-by-tools.ts';

const MiB = 1024 * 1024;
const directory = testDirectory();
const at = (name: string) => join(directory, name);
const made = (command: string, ...args: readonly string[]) => tool(directory, command, ...args);

const refusal = async (path: string, options: InspectOptions = {}): Promise<FormatErrorCode | 'taken'> => {
  try {
    await inspectPath(at(path), options);
    return 'taken';
  } catch (error) {
    if (!(error instanceof SkerryError)) throw error;
    expect(error.failure.hint, error.message).toBeTruthy();
    return error.failure.code as FormatErrorCode;
  }
};

beforeAll(async () => {
  // A disk with something on it, so that each format has tables and data.
  made('truncate', '-s', '8M', 'disk.raw');
  await change(at('disk.raw'), 510, Uint8Array.of(0x55, 0xaa));
  await change(at('disk.raw'), 3 * MiB, randomBytes(200_000));
});

const convert = (name: string, ...args: readonly string[]) =>
  made('qemu-img', 'convert', '-f', 'raw', ...args, 'disk.raw', name);

describe('what a file is', () => {
  it.each([
    ['qcow2', ['-O', 'qcow2'], []],
    ['qcow2', ['-O', 'qcow2', '-o', 'compat=0.10'], []],
    ['qcow2', ['-O', 'qcow2', '-o', 'extended_l2=on,cluster_size=128k'], []],
    ['qcow2', ['-O', 'qcow2', '-c', '-o', 'compression_type=zstd'], ['compressed']],
    ['vmdk', ['-O', 'vmdk'], []],
    ['vmdk', ['-O', 'vmdk', '-o', 'subformat=streamOptimized'], ['compressed']],
    ['vdi', ['-O', 'vdi'], []],
    ['vdi', ['-O', 'vdi', '-o', 'static=on'], []],
    ['vpc', ['-O', 'vpc', '-o', 'force_size=on'], []],
    ['vpc', ['-O', 'vpc', '-o', 'subformat=fixed,force_size=on'], []],
    ['vhdx', ['-O', 'vhdx'], []],
    ['raw', ['-O', 'raw'], []],
  ] as const)('%s by %j', async (format, args, warnings) => {
    convert('file.wrong-name', ...args);
    const found = await inspectPath(at('file.wrong-name'));
    expect({ ...found, warnings: found.warnings.map(({ code }) => code) }).toEqual({
      kind: 'disk',
      format,
      virtualBytes: 8 * MiB,
      warnings,
    });
  });

  it('an ISO, also one that boots from a stick', async () => {
    await writeFile(at('readme'), 'text');
    made('genisoimage', '-quiet', '-V', 'CIDATA', '-o', 'plain.iso', 'readme');
    expect(await inspectPath(at('plain.iso'))).toMatchObject({ kind: 'cdrom', format: 'iso', label: 'CIDATA' });
    await copyFile(at('plain.iso'), at('hybrid.iso'));
    await change(at('hybrid.iso'), 510, Uint8Array.of(0x55, 0xaa));
    expect(await inspectPath(at('hybrid.iso'))).toMatchObject({ kind: 'cdrom' });
  });

  it.each([
    ['none', []],
    ['gzip', ['--gzip']],
    ['zstd', ['--zstd']],
  ] as const)('a root tarball, packed with %s', async (compression, args) => {
    await writeFile(at('readme'), 'text');
    made('tar', '--create', ...args, '--file', 'root.bin', 'readme');
    expect(await inspectPath(at('root.bin'))).toEqual({ kind: 'root', format: 'tar', compression, warnings: [] });
  });

  it('a squashfs', async () => {
    await writeFile(at('readme'), 'text');
    made('mksquashfs', 'readme', 'root.squashfs', '-quiet', '-no-progress', '-noappend');
    expect(await inspectPath(at('root.squashfs'))).toMatchObject({ kind: 'root', format: 'squashfs' });
  });

  it('a disk without anything that is known on it is taken, with a word', async () => {
    await writeFile(at('odd.raw'), Buffer.alloc(1000, 0xfe));
    const found = await inspectPath(at('odd.raw'));
    expect(found).toMatchObject({ format: 'raw', virtualBytes: 1024 });
    expect(found.warnings.map(({ code }) => code)).toEqual(['no-partitions', 'padded']);
  });

  it('snapshots inside of a qcow2 are told', async () => {
    convert('snapshots.qcow2', '-O', 'qcow2');
    made('qemu-img', 'snapshot', '-c', 'one', 'snapshots.qcow2');
    const found = await inspectPath(at('snapshots.qcow2'));
    expect(found.warnings).toEqual([
      { code: 'snapshots-dropped', message: 'The image has 1 snapshots inside; only its present state is kept.' },
    ]);
  });
});

describe('is refused before anything else is read', () => {
  it('a backing file, with or without its format', async () => {
    convert('base.qcow2', '-O', 'qcow2');
    made('qemu-img', 'create', '-q', '-f', 'qcow2', '-b', 'base.qcow2', '-F', 'qcow2', 'over.qcow2');
    expect(await refusal('over.qcow2')).toBe('image-not-whole');
    made('qemu-img', 'create', '-q', '-u', '-f', 'qcow2', '-b', '/etc/passwd', '-F', 'raw', 'over.qcow2', '8M');
    expect(await refusal('over.qcow2')).toBe('image-not-whole');
  });

  it('an external data file', async () => {
    made('qemu-img', 'create', '-q', '-f', 'qcow2', '-o', 'data_file=disk.data', 'data.qcow2', '8M');
    expect(await refusal('data.qcow2')).toBe('image-not-whole');
  });

  it('an encrypted disk', async () => {
    convert('secret.qcow2', '-O', 'qcow2');
    await change(at('secret.qcow2'), 35, Uint8Array.of(2));
    expect(await refusal('secret.qcow2')).toBe('image-encrypted');
    await writeFile(at('secret.raw'), Buffer.concat([Buffer.from('LUKS\xba\xbe', 'latin1'), Buffer.alloc(MiB)]));
    expect(await refusal('secret.raw')).toBe('image-encrypted');
  });

  it('a VMDK whose data is elsewhere, as a file of its own or by a header that says 0 sectors', async () => {
    convert('flat.vmdk', '-O', 'vmdk', '-o', 'subformat=monolithicFlat');
    expect(await refusal('flat.vmdk')).toBe('image-not-whole');
    convert('sparse.vmdk', '-O', 'vmdk');
    const text = made('sh', '-c', 'strings -t d sparse.vmdk | grep SPARSE');
    const [, offset = '', line = ''] = /^\s*(\d+) (.*)$/m.exec(text) ?? [];
    const elsewhere = `RW 16384 FLAT "/etc/passwd" 0`.padEnd(line.length, ' ');
    await copyFile(at('sparse.vmdk'), at('elsewhere.vmdk'));
    await change(at('elsewhere.vmdk'), Number(offset), elsewhere);
    expect(await refusal('elsewhere.vmdk')).toBe('image-not-whole');
    await change(at('elsewhere.vmdk'), 12, Buffer.alloc(8));
    expect(await refusal('elsewhere.vmdk')).toBe('image-not-whole');
    await copyFile(at('sparse.vmdk'), at('difference.vmdk'));
    const cid = Number(/(\d+) parentCID/.exec(made('sh', '-c', 'strings -t d difference.vmdk'))?.[1]);
    await change(at('difference.vmdk'), cid, 'parentCID=12345678');
    expect(await refusal('difference.vmdk')).toBe('image-not-whole');
  });

  it('a VDI, VHD or VHDX that is a difference', async () => {
    convert('difference.vdi', '-O', 'vdi');
    await change(at('difference.vdi'), 0x4c, Uint8Array.of(4));
    expect(await refusal('difference.vdi')).toBe('image-not-whole');
    convert('difference.vhd', '-O', 'vpc', '-o', 'subformat=fixed,force_size=on');
    await change(at('difference.vhd'), 8 * MiB + 63, Uint8Array.of(4));
    expect(await refusal('difference.vhd')).toBe('image-not-whole');
    convert('difference.vhdx', '-O', 'vhdx');
    // The first item of the metadata of QEMU's files: block size, then flags.
    const items = Number(made('sh', '-c', `grep -abo metadata difference.vhdx | cut -d: -f1`).trim());
    await change(at('difference.vhdx'), items + 0x10000 + 4, Uint8Array.of(2));
    expect(await refusal('difference.vhdx')).toBe('image-not-whole');
  });

  it('a disk of a size that nobody may have, whatever the format', async () => {
    for (const format of ['qcow2', 'vmdk', 'vdi', 'vpc', 'vhdx', 'raw']) {
      convert('large', '-O', format);
      expect(await refusal('large', { mostVirtualBytes: 4 * MiB }), format).toBe('image-too-large');
    }
    made('qemu-img', 'create', '-q', '-f', 'qcow2', '-o', 'cluster_size=2M', 'absurd.qcow2', '1P');
    expect(await refusal('absurd.qcow2')).toBe('image-too-large');
  });

  it('what is not what it was said to be', async () => {
    await writeFile(at('readme'), 'text');
    made('genisoimage', '-quiet', '-o', 'disk.qcow2', 'readme');
    expect(await refusal('disk.qcow2', { saidToBe: 'qcow2' })).toBe('image-not-as-said');
    expect(await refusal('disk.qcow2', { saidToBe: 'iso' })).toBe('taken');
  });

  it('what is cut short', async () => {
    for (const args of [
      ['-O', 'qcow2'],
      ['-O', 'vmdk', '-o', 'subformat=streamOptimized'],
      ['-O', 'vpc'],
    ]) {
      convert('cut', ...args);
      await truncate(at('cut'), Math.floor((await stat(at('cut'))).size * 0.7));
      expect(await refusal('cut'), args.join(' ')).toBe('image-damaged');
    }
  });

  it('a VHDX that was not closed: what it says last is in its log', async () => {
    convert('open.vhdx', '-O', 'vhdx');
    for (const header of [0x1_0000, 0x2_0000]) await change(at('open.vhdx'), header + 48, Uint8Array.of(1));
    expect(await refusal('open.vhdx')).toBe('image-damaged');
  });

  it('a qcow2 whose tables overlap, or are larger than any disk needs', async () => {
    convert('tables.qcow2', '-O', 'qcow2');
    // The first entry of the table above all others, which QEMU puts behind the counts.
    const l1 = Number(readFileSync(at('tables.qcow2')).readBigUInt64BE(40));
    await change(at('tables.qcow2'), l1 + 6, Uint8Array.of(2, 0));
    expect(await refusal('tables.qcow2')).toBe('image-damaged');
    convert('tables.qcow2', '-O', 'qcow2');
    await change(at('tables.qcow2'), 56, Uint8Array.of(0xff));
    expect(await refusal('tables.qcow2')).toBe('image-damaged');
  });

  it('what is no image: a page of text, an archive of another kind, a packed disk, next to nothing', async () => {
    await writeFile(at('page'), '<html>404 not found</html>'.repeat(100));
    await writeFile(at('zip'), Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(1000)]));
    made('sh', '-c', 'gzip < disk.raw > disk.raw.gz');
    await writeFile(at('empty'), '');
    for (const name of ['page', 'zip', 'disk.raw.gz', 'empty']) expect(await refusal(name), name).toBe('image-unknown');
  });
});
