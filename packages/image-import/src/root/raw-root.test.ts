import { SkerryError } from '@skerry/kit';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { tool } from '@skerry/image-formats/testing/made-by-tools';
import { describe, expect, it } from 'vitest';
import { rootMaker } from '../testing/made-root.ts';
import { tarArchive, type TarItem } from '../testing/tar-archive.ts';

const KiB = 1024;
const MiB = 1024 * KiB;
const root = rootMaker();
const code = (thrown: unknown) => (thrown instanceof SkerryError ? thrown.failure.code : String(thrown));

describe('a root', () => {
  it('keeps modes, owners, times, links and devices as the archive has them', async () => {
    await root.ofItems([
      { name: './', type: '5', mode: 0o711, uid: 7 },
      { name: 'bin/su', content: 'su', mode: 0o4755, uid: 100_000, gid: 70_000, seconds: 1_234_567_890 },
      { name: 'bin/link', type: '2', target: '/bin/su' },
      { name: 'bin/long', type: '2', target: `/${'x'.repeat(200)}` },
      { name: 'bin/again', type: '1', target: 'bin/su' },
      { name: 'dev/null', type: '3', major: 1, minor: 3, mode: 0o666 },
      { name: 'dev/far', type: '4', major: 259, minor: 300 },
      { name: 'run/pipe', type: '6', mode: 0o600 },
    ]);
    root.check();
    expect(root.ask('stat /')).toMatch(/Mode: {2}0711[^]*User: {5}7/);
    const su = root.ask('stat /bin/su');
    expect(su).toMatch(/Mode: {2}04755[^]*User: 100000 {3}Group: 70000[^]*Size: 2/);
    expect(su).toMatch(/Links: 2/);
    expect(su).toContain('mtime: 0x499602d2');
    expect(root.cat('/bin/again')).toBe('su');
    expect(root.ask('stat /bin/link')).toContain('Fast link dest: "/bin/su"');
    expect(root.cat('/bin/long')).toBe(`/${'x'.repeat(200)}`);
    expect(root.ask('stat /dev/null')).toContain('Device major/minor number: 01:03');
    expect(root.ask('stat /dev/far')).toContain('Device major/minor number: 259:300');
    expect(root.ask('stat /run/pipe')).toMatch(/Type: FIFO/);
    // Folders that no entry makes.
    expect(root.ask('stat /run')).toMatch(/Mode: {2}0755/);
  });

  it('keeps attributes and file capabilities, in the inode or in a block, and says what it cannot keep', async () => {
    const capability = Buffer.from('0100000200040000000000000000000000000000', 'hex');
    const acl = Buffer.from(
      '0200000001000600ffffffff0200070001000000040004ffffffffff10000700ffffffff20000400ffffffff'.slice(0, 88),
      'hex',
    );
    const written = await root.ofItems([
      {
        name: 'ping',
        content: 'x',
        attributes: { 'security.capability': capability, 'user.note': Buffer.from('short') },
      },
      {
        name: 'many',
        attributes: { 'user.long': Buffer.alloc(3000, 'l'), 'user.binary': Buffer.from([0, 10, 61, 0]) },
      },
      { name: 'odd', attributes: { 'trusted.huge': Buffer.alloc(5000), 'nowhere.known': Buffer.from('x') } },
      { name: 'listed', attributes: { 'system.posix_acl_access': acl } },
    ]);
    root.check();
    expect(root.ask('ea_list /ping')).toMatch(
      /security.capability \(20\)[^]*user.note \(5\) = "short"|user.note \(5\) = "short"[^]*security.capability \(20\)/,
    );
    expect(root.ask('ea_list /many')).toMatch(/user.long \(3000\)/);
    expect(root.ask('ea_get -x /many user.binary')).toMatch(/00 0a 3d 00/);
    expect(root.ask('ea_list /listed')).toMatch(/system.posix_acl_access/);
    expect([...written.dropped.keys()].sort()).toEqual(['nowhere.known', 'trusted.huge']);
  });

  it('has names of 255 bytes, names that are no UTF-8, and long paths', async () => {
    const long = `${'a'.repeat(255)}/${'b'.repeat(255)}/${'c'.repeat(255)}`;
    await root.ofItems([
      { name: long, content: 'deep' },
      { name: 'latin-\xe9', content: 'byte' },
    ]);
    root.check();
    expect(root.cat(`/${long}`)).toBe('deep');
    expect(readFileSync(root.disk).includes(Buffer.from('latin-\xe9', 'latin1'))).toBe(true);
  });

  it('has 100,000 files in a folder', { timeout: 120_000 }, async () => {
    const items = Array.from({ length: 100_000 }, (_, i): TarItem => ({ name: `many/file-${i}`, content: `${i}` }));
    expect((await root.ofItems(items)).files).toBe(100_000 + 3);
    root.check();
    expect(root.cat('/many/file-99999')).toBe('99999');
    // Searched by an index, which e2fsck has compared with the names.
    expect(root.ask('stat /many')).toContain('Flags: 0x81000');
  });

  it('has an index of two levels where one is not enough', async () => {
    const items = Array.from({ length: 10_000 }, (_, i): TarItem => ({ name: `many/${`${i}`.padEnd(255, 'n')}` }));
    await root.ofItems(items);
    root.check();
    expect(root.ask('htree_dump /many')).toContain('Indirect levels: 1');
  });

  it('has files of many extents, and keeps holes', async () => {
    const path = join(root.directory, 'sparse');
    const file = openSync(path, 'w');
    for (let i = 0; i < 2000; i++) writeSync(file, `data ${i}`, i * 12 * KiB);
    ftruncateSync(file, 64 * MiB);
    closeSync(file);
    for (const format of ['oldgnu', 'posix', 'pax --sparse-version=0.0', 'pax --sparse-version=0.1']) {
      tool(root.directory, 'sh', '-c', `tar --create --sparse --format=${format} --file sparse.tar sparse`);
      await root.make([{ path: join(root.directory, 'sparse.tar'), format: 'tar', compression: 'none' }]);
      root.check();
      expect(root.ask('stat /sparse'), format).toMatch(/Size: 67108864/);
      const [, blocks = ''] = /Blockcount: (\d+)/.exec(root.ask('stat /sparse')) ?? [];
      expect(Number(blocks), format).toBeLessThan(2020 * 8);
      tool(root.directory, 'debugfs', '-R', 'dump /sparse copy', root.disk);
      tool(root.directory, 'cmp', 'sparse', 'copy');
    }
  });

  it('can grow, as any other can', async () => {
    await root.ofItems([{ name: 'data', content: randomBytes(3 * MiB) }]);
    truncateSync(root.disk, 20 * 1024 * MiB);
    tool(root.directory, 'resize2fs', root.disk);
    root.check();
    expect(root.ask('stats')).toMatch(/Block count: +5242880/);
  });

  it('has the room that is asked for, and is over several groups when it is large', async () => {
    const big = randomBytes(4 * MiB);
    const items = Array.from({ length: 90 }, (_, i): TarItem => ({ name: `f${i}`, content: big }));
    const archive = tarArchive(items);
    await root.make([root.asLayer(archive)], { roomBytes: 100 * MiB });
    root.check();
    const [, free = ''] = /Free blocks: +(\d+)/.exec(root.ask('stats')) ?? [];
    expect(Number(free) * 4096).toBeGreaterThanOrEqual(100 * MiB);
    expect(Number(free) * 4096).toBeLessThan(130 * MiB);
    tool(root.directory, 'debugfs', '-R', 'dump /f89 copy', root.disk);
    expect(readFileSync(join(root.directory, 'copy')).equals(big)).toBe(true);
  });

  it('is the same bytes for the same archives, and others for another digest', async () => {
    const layer = root.asLayer(
      tarArchive([
        { name: 'b', content: 'b' },
        { name: 'a/c', content: 'c' },
      ]),
    );
    const made = async (digest: string) => {
      await root.make([layer], { digest });
      return createHash('sha256').update(readFileSync(root.disk)).digest('hex');
    };
    const first = await made('sha256:1');
    expect(await made('sha256:1')).toBe(first);
    expect(await made('sha256:2')).not.toBe(first);
  });
});

describe('a root in a partition', () => {
  it('is where the table says', async () => {
    const layer = root.asLayer(tarArchive([{ name: 'data', content: randomBytes(3 * MiB) }]));
    const { bytes } = await root.make([layer], { partition: true });
    const said = tool(root.directory, 'sfdisk', '--json', root.disk);
    const { partitiontable } = JSON.parse(said) as {
      readonly partitiontable: { readonly label: string; readonly partitions: readonly Record<string, unknown>[] };
    };
    expect(partitiontable.label).toBe('dos');
    expect(partitiontable.partitions).toMatchObject([{ start: 2048, size: (bytes - MiB) / 512, type: '83' }]);
    tool(root.directory, 'e2fsck', '-f', '-n', `${root.disk}?offset=${MiB}`);
  });
});

describe('layers', () => {
  it('take away files and folders of those below, in whatever order, and nothing of their own', async () => {
    await root.ofItems(
      [
        { name: 'gone', content: randomBytes(50_000) },
        { name: 'kept', content: '1' },
        { name: 'folder/old', content: '1' },
        { name: 'opaque/old', content: '1' },
        { name: 'opaque/deep/old', content: '1' },
        { name: 'self', content: '1' },
      ],
      [
        { name: '.wh.gone' },
        { name: '.wh.folder' },
        { name: 'opaque/new', content: '2' },
        { name: 'opaque/.wh..wh..opq' },
        { name: 'self', content: '2' },
        { name: '.wh.self' },
        { name: '.wh..wh.plnk', content: 'of aufs' },
        { name: '.wh.never-there' },
      ],
    );
    root.check();
    expect(root.list('/').sort()).toEqual(['kept', 'opaque', 'self']);
    expect(root.list('/opaque')).toEqual(['new']);
    expect(root.cat('/self')).toBe('2');
  });

  it('leave nothing on the disk of what was taken away', async () => {
    const secret = Buffer.from('a secret that was taken away');
    await root.ofItems(
      [{ name: 'secret', content: Buffer.concat(Array(5_000).fill(secret)) }],
      [{ name: '.wh.secret' }],
    );
    root.check();
    expect(readFileSync(root.disk).includes(secret)).toBe(false);
  });

  it('replace files by folders and folders by files', async () => {
    await root.ofItems(
      [
        { name: 'a/below', content: '1' },
        { name: 'b', content: '1' },
        { name: 'c', type: '2', target: 'a' },
      ],
      [
        { name: 'a', content: '2' },
        { name: 'b', type: '5', mode: 0o700 },
        { name: 'b/below', content: '2' },
        { name: 'c', type: '5' },
      ],
    );
    root.check();
    expect(root.cat('/a')).toBe('2');
    expect(root.cat('/b/below')).toBe('2');
    expect(root.ask('stat /c')).toMatch(/Type: directory/);
  });

  it('link to files of layers below, which stay when their first name goes', async () => {
    await root.ofItems(
      [{ name: 'one', content: 'shared' }],
      [
        { name: 'two', type: '1', target: '/one' },
        { name: 'one', content: 'changed' },
      ],
      [{ name: '.wh.one' }, { name: 'two', type: '1', target: 'two' }],
    );
    root.check();
    expect(root.list('/')).toEqual(['two']);
    expect(root.cat('/two')).toBe('shared');
    expect(root.ask('stat /two')).toMatch(/Links: 1/);
  });

  it('write through links to folders, as within the root', async () => {
    await root.ofItems(
      [
        { name: 'usr/lib', type: '5' },
        { name: 'lib', type: '2', target: 'usr/lib' },
        { name: 'opt/x', type: '2', target: '/usr/../usr/lib' },
      ],
      [
        { name: 'lib/one', content: '1' },
        { name: 'opt/x/two', content: '2' },
      ],
    );
    root.check();
    expect(root.list('/usr/lib')).toEqual(['one', 'two']);
  });

  it('are unpacked from gzip and zstd, and are what the image says that they are', async () => {
    const archive = tarArchive([{ name: 'a', content: randomBytes(3 * MiB) }]);
    const diffId = `sha256:${createHash('sha256').update(archive).digest('hex')}`;
    const zstd = { ...root.asLayer(zstdCompressSync(archive)), compression: 'zstd' as const, diffId };
    await root.make([{ ...root.packed(archive), diffId }, zstd]);
    root.check();
    const other = { ...root.packed(archive), diffId: `sha256:${'0'.repeat(64)}` };
    expect(await root.make([other]).catch(code)).toBe('root-refused');
  });

  it('in a root tarball names of whiteouts are names', async () => {
    await root.make([root.asLayer(tarArchive([{ name: 'a' }, { name: '.wh.a' }]))], { whiteouts: false });
    expect(root.list('/')).toEqual(['.wh.a', 'a']);
  });
});

describe('is refused', () => {
  const refusals: readonly (readonly [string, readonly TarItem[], string])[] = [
    ['".." in a name', [{ name: 'a/../../etc/passwd' }], 'root-refused'],
    ['".." behind "/"', [{ name: '/../etc/passwd' }], 'root-refused'],
    [
      'a way over a link that leaves the root',
      [{ name: 'l', type: '2', target: '../..' }, { name: 'l/x' }],
      'root-refused',
    ],
    [
      'links without end',
      [{ name: 'a', type: '2', target: 'b' }, { name: 'b', type: '2', target: 'a' }, { name: 'a/x' }],
      'root-refused',
    ],
    ['a hard link to what is not there', [{ name: 'a', type: '1', target: '/etc/passwd' }], 'root-refused'],
    ['a hard link out of the root', [{ name: 'a', type: '1', target: '../etc/passwd' }], 'root-refused'],
    [
      'a hard link to a folder',
      [
        { name: 'd', type: '5' },
        { name: 'a', type: '1', target: 'd' },
      ],
      'root-refused',
    ],
    ['a name below a file', [{ name: 'a' }, { name: 'a/b' }], 'root-refused'],
    ['a name of 256 bytes', [{ name: 'n'.repeat(256) }], 'root-refused'],
    ['a path that is longer than any', [{ name: 'd/'.repeat(3000) }], 'root-refused'],
    ['the root as a file', [{ name: './', type: '2', target: '/' }], 'root-refused'],
    ['a whiteout of nothing', [{ name: 'a/.wh.' }], 'root-refused'],
    ['a size beyond the end', [{ name: 'a', saidBytes: 10_000 }], 'image-damaged'],
    ['a size that no disk has', [{ name: 'a', words: { size: '1000000000000' } }], 'import-too-much'],
    [
      'a hole that no file has',
      [{ name: 'a', words: { 'GNU.sparse.realsize': '99999999999999', 'GNU.sparse.map': '0,0' } }],
      'root-refused',
    ],
    [
      'a sparse map that goes back',
      [{ name: 'a', content: 'abcd', words: { 'GNU.sparse.size': '10', 'GNU.sparse.map': '5,2,0,2' } }],
      'image-damaged',
    ],
    ['an entry of no known type', [{ name: 'a', type: 'Q' }], 'image-damaged'],
  ];
  it.each(refusals)('%s', async (_, items, expected) => {
    expect(await root.ofItems(items).catch(code)).toBe(expected);
  });

  it('a bomb, by ratio and by size, and too many files', async () => {
    const bomb = tarArchive([{ name: 'zeroes', content: Buffer.alloc(20 * MiB) }]);
    const limits = { freeBytes: MiB };
    expect(await root.make([root.packed(bomb)], { limits }).catch(code)).toBe('import-too-much');
    expect(await root.make([root.asLayer(bomb)], { limits: { mostBytes: 10 * MiB } }).catch(code)).toBe(
      'import-too-much',
    );
    const many = tarArchive(Array.from({ length: 20 }, (_, i) => ({ name: `f${i}` })));
    expect(await root.make([root.asLayer(many)], { limits: { mostFiles: 10 } }).catch(code)).toBe('import-too-much');
    const deep = tarArchive([{ name: 'd/'.repeat(1000) }]);
    expect(await root.make([root.asLayer(deep)], { limits: { mostFiles: 100 } }).catch(code)).toBe('import-too-much');
    expect(await root.make([root.asLayer(many)], { limits: { mostFactBytes: 10 } }).catch(code)).toBe(
      'import-too-much',
    );
  });

  it('nothing of an archive that ends with the last byte of its last file, as umoci writes layers', async () => {
    const archive = tarArchive([{ name: 'a' }, { name: 'b', content: Buffer.from('hello') }]);
    await root.make([root.asLayer(archive.subarray(0, archive.lastIndexOf('hello') + 5))]);
  });

  it('what is cut short or is no archive, and an end that is asked for', async () => {
    const archive = tarArchive([{ name: 'a', content: randomBytes(MiB) }]);
    expect(await root.make([root.asLayer(archive.subarray(0, 500_000))]).catch(code)).toBe('image-damaged');
    const packed = root.packed(archive);
    truncateSync(packed.path, 300_000);
    expect(await root.make([packed]).catch(code)).not.toBe('made');
    expect(await root.make([root.asLayer(Buffer.from('no archive'.repeat(200)))]).catch(code)).toBe('image-damaged');
    expect(await root.make([root.asLayer(archive)], { signal: AbortSignal.abort() }).catch(String)).toMatch(/Abort/);
  });
});
