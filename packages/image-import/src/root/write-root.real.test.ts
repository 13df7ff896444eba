import { testDirectory, tool } from '@skerry/image-formats/testing/made-by-tools';
import { SkerryError } from '@skerry/kit';
import { mkdirSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectFile } from '../open-image.ts';
import type { RawRootOptions, RootLayer } from './raw-root.ts';
import { writeRoot } from './write-root.ts';

const MiB = 1024 * 1024;
const user = 0x6fff0003;
const directory = testDirectory();
const at = (name: string) => join(directory, name);
const sh = (script: string) => tool(directory, 'sh', '-e', '-c', script);
const code = (thrown: unknown) => (thrown instanceof SkerryError ? thrown.failure.code : String(thrown));

/** All that a kernel tells of a tree, but for the sizes of folders and what every file system of the kind has. */
const told = (folder: string) =>
  sh(
    `cd ${folder}; { find . -path ./lost+found -prune -o ! -type d -printf '%y %m %U %G %n %s %T@ %l %p\\n' -o -printf '%y %m %U %G %T@ %p\\n';
    find . -type f -exec sha256sum {} +; find . -type b -o -type c | xargs -r stat -c '%t:%T %n';
    python3 -c '
import os
for d, ds, fs in os.walk("."):
  for n in fs + ds:
    p = os.path.join(d, n)
    for a in sorted(os.listxattr(p, follow_symlinks=False)): print(p, a, os.getxattr(p, a, follow_symlinks=False))'; } | sort`,
  );

async function mounted(layers: readonly RootLayer[], options: Partial<RawRootOptions> = {}): Promise<string> {
  const defaults = { user, digest: 'sha256:1', label: 'root', roomBytes: 16 * MiB, partition: true, whiteouts: false };
  await writeRoot(layers, at('root.qcow2'), { ...defaults, ...options });
  sh(`qemu-img convert -O raw root.qcow2 root.raw; e2fsck -fn 'root.raw?offset=${MiB}'
    mkdir -p seen; mount -o loop,ro,offset=${MiB} root.raw seen`);
  try {
    return told('seen');
  } finally {
    sh('umount seen; rm root.raw root.qcow2');
  }
}

/** A root with all that such trees have. */
const tree = `
  mkdir -p tree/usr/bin tree/dev tree/etc tree/empty tree/usr/lib; cd tree; ln -s usr/lib lib
  echo text > etc/hosts; head -c 3000000 /dev/urandom > usr/bin/program; ln usr/bin/program usr/bin/again
  cp etc/hosts usr/bin/su; chmod 4755 usr/bin/su; chown 1000:100000 etc/hosts; chmod 1777 empty
  mknod dev/null c 1 3; mknod dev/loop9 b 7 9; mkfifo dev/pipe; ln -s /nowhere etc/dangling
  truncate -s 100M etc/sparse; echo end >> etc/sparse
  mkdir many; seq -f many/file-%g 3000 | xargs touch -d @1600000000
  touch -d '1969-01-02 UTC' etc/old; touch -d '2300-01-02 03:04:05.123456789 UTC' etc/future
  python3 -c 'import os; os.setxattr("usr/bin/su", "security.capability", bytes.fromhex("0100000200040000000000000000000000000000")); os.setxattr("etc/hosts", "user.note", b"note")
os.setxattr("empty", "system.posix_acl_default", bytes.fromhex("0200000001000700ffffffff02000600e803000004000500ffffffff10000700ffffffff20000000ffffffff"))'`;

beforeAll(() => {
  sh(tree);
});

describe('a root on a disk', () => {
  it.each([
    ['a tarball', 'tar -C tree --xattrs --xattrs-include=* --format=posix -cf root.bin .'],
    ['a tarball of gzip', 'tar -C tree --xattrs --xattrs-include=* --format=posix -czf root.bin .'],
    ['a tarball of xz', 'tar -C tree --xattrs --xattrs-include=* --format=posix -cJf root.bin .'],
    ['a tarball of zstd', 'tar -C tree --xattrs --xattrs-include=* --format=posix --zstd -cf root.bin .'],
  ])('of %s is what went in', async (_, pack) => {
    sh(pack);
    const found = await inspectFile(at('root.bin'), user);
    if (found.kind !== 'root') throw new Error('no root');
    expect(await mounted([{ path: at('root.bin'), ...found }])).toBe(told('tree'));
  });

  it('of a squashfs is what went in, but for what that cannot hold', async () => {
    sh('mksquashfs tree root.bin -quiet -no-progress -noappend');
    expect(await inspectFile(at('root.bin'), user)).toMatchObject({ kind: 'root', format: 'squashfs' });
    const seen = await mounted([{ path: at('root.bin'), format: 'squashfs', compression: 'none' }]);
    // A squashfs has whole seconds of 32 bits, and no access lists.
    const comparable = (text: string) =>
      text
        .split('\n')
        .filter((line) => !/etc\/(old|future)|posix_acl/.test(line))
        .map((line) => line.replace(/(\d{9,})\.\d+/, '$1'))
        .sort();
    expect(comparable(seen)).toEqual(comparable(told('tree')));
  });

  it('of layers is what umoci makes of them', async () => {
    sh(`umoci init --layout image; umoci new --image image:root; umoci unpack --image image:root bundle
      cp -a tree/. bundle/rootfs/; umoci repack --image image:root bundle
      rm -r bundle; umoci unpack --image image:root bundle; cd bundle/rootfs
      rm -r etc usr/bin/program; mkdir etc; echo new > etc/new; ln usr/bin/again usr/bin/third; rm empty -r; echo file > empty
      cd ../..; umoci repack --refresh-bundle --image image:root bundle; rm -r bundle; umoci unpack --image image:root bundle; chmod -R a+rX image`);
    const manifest = JSON.parse(
      sh('digest=$(grep -o "sha256:[0-9a-f]*" image/index.json | head -1); cat image/blobs/sha256/${digest#sha256:}'),
    ) as { readonly layers: readonly { readonly digest: string }[] };
    const layers = manifest.layers.map(({ digest }) => ({
      path: at(`image/blobs/sha256/${digest.slice(7)}`),
      format: 'tar' as const,
      compression: 'gzip' as const,
    }));
    expect(layers.length).toBeGreaterThan(1);
    // umoci sets no time and owner of the root itself.
    const below = (text: string) => text.split('\n').filter((line) => !line.endsWith(' .'));
    expect(below(await mounted(layers, { whiteouts: true }))).toEqual(below(told('bundle/rootfs')));
  });

  it('is the same file for the same archive', async () => {
    sh('tar -C tree -czf root.bin .');
    const digests: string[] = [];
    for (const name of ['one', 'two']) {
      const options = { user, digest: 'sha256:1', label: 'root', roomBytes: MiB, partition: false, whiteouts: false };
      await writeRoot([{ path: at('root.bin'), format: 'tar', compression: 'gzip' }], at(name), options);
      digests.push(sh(`sha256sum < ${name}; rm ${name}`));
    }
    expect(digests[0]).toBe(digests[1]);
  });

  it('that cannot be made leaves nothing', async () => {
    sh(
      'tar -C tree -czf root.bin .; head -c 1000000 root.bin > cut.bin; tar -C tree -cJf whole.xz .; head -c 1000000 whole.xz > cut.xz',
    );
    mkdirSync(at('made'));
    const options = { user, digest: '', label: '', roomBytes: MiB, partition: true, whiteouts: false };
    const attempt = (name: string, compression: RootLayer['compression'], more: Partial<RawRootOptions> = {}) =>
      writeRoot([{ path: at(name), format: 'tar', compression }], at('made/root.qcow2'), { ...options, ...more }).catch(
        code,
      );
    expect(await attempt('cut.bin', 'gzip')).toBe('import-failed');
    expect(await attempt('cut.xz', 'xz')).toBe('import-failed');
    const stop = new AbortController();
    expect(await attempt('root.bin', 'gzip', { signal: stop.signal, onProgress: () => stop.abort() })).toBe(
      'import-aborted',
    );
    expect(await attempt('root.bin', 'gzip', { limits: { mostBytes: MiB } })).toBe('import-too-much');
    expect(await attempt('whole.xz', 'xz', { limits: { mostBytes: MiB } })).toBe('import-too-much');
    expect(await readdir(at('made'))).toEqual([]);
    await expect.poll(() => sh(`ps -o pid= -u ${user} || true`)).toBe('');
    expect((await stat(at('root.bin'))).isFile()).toBe(true);
  });
});
