import type { IdRange } from '@skerry/driver-contract';
import { mounts, readUntrusted, run } from '@skerry/host-os';
import { constants } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { settleStrays } from './strays.ts';

/**
 * A container gets its context as a small file system in memory of its own: nothing of the host's file systems is in it.
 * It is filled while it is mounted nowhere, made read-only for good, and only then shown, in the host's mount namespace.
 * What a container's mount namespace copies from there it can neither make writable nor take the flags off:
 * mount_namespaces(7), "Restrictions on mount namespaces". Its files belong to the container's root and to nobody else.
 * If we die half-way the mount is lost with the script; the clean-up of the guest takes down one that is there.
 *
 * From Perl, with the kernel's mount API, for the reasons said in idmapped-mount.ts. The files come on standard input,
 * each as a line "<name> <bytes>" and its bytes.
 */
const script = `
use strict;
my ($target, $owner, $size, $create) = @ARGV;
sub fail { print STDERR "$_[0]: $!\\n"; exit 1 }
my ($type, $empty, $path) = ("tmpfs\\0", "\\0", "$target\\0");
my $fs = syscall(430, $type, 1); $fs >= 0 or fail('fsopen');
for (['source', 'context'], ['size', $size], ['nr_inodes', 16], ['mode', '0500'], ['uid', $owner], ['gid', $owner]) {
  my ($key, $value) = map { "$_\\0" } @$_;
  syscall(431, $fs, 1, $key, $value, 0) == 0 or fail("fsconfig $key");
}
syscall(431, $fs, 6, 0, 0, 0) == 0 or fail('mount of tmpfs');
my $mount = syscall(432, $fs, 1, 0xe); $mount >= 0 or fail('fsmount');
binmode STDIN;
while (defined(my $line = <STDIN>)) {
  my ($name, $length) = $line =~ /^([A-Za-z][A-Za-z0-9.-]*) ([0-9]+)$/ or fail('name of a file');
  read(STDIN, my $text, $length) == $length or fail('contents') if $length;
  sysopen(my $file, "/proc/self/fd/$mount/$name", $create, 0400) or fail($name);
  !$length or syswrite($file, $text) == $length or fail($name);
  chown($owner, $owner, $file) == 1 or fail("owner of $name");
}
my $again = syscall(433, $mount, $empty, 8); $again >= 0 or fail('fspick');
my $ro = "ro\\0";
syscall(431, $again, 0, $ro, 0, 0) == 0 or fail('fsconfig ro');
syscall(431, $again, 7, 0, 0, 0) == 0 or fail('read-only');
my $attributes = pack('QQQQ', 0xf, 0, 0, 0);
syscall(442, $mount, $empty, 0x1000, $attributes, length $attributes) == 0 or fail('mount_setattr');
syscall(429, $mount, $empty, -100, $path, 4) == 0 or fail('move_mount');
`;

/** Bytes of one file. The contract allows user data of 64 KiB; encoded in a YAML file it may take more. */
const longestFile = 1024 * 1024;

export async function mountContext(from: string, target: string, ids: IdRange): Promise<void> {
  await mkdir(target, { recursive: true, mode: 0o700 });
  const files = await Promise.all(
    (await readdir(from)).map(async (name) => {
      const content = (await readUntrusted(join(from, name), longestFile)) ?? Buffer.alloc(0);
      return Buffer.concat([Buffer.from(`${name} ${content.length}\n`), content]);
    }),
  );
  const input = Buffer.concat(files);
  // Whole pages for each file, and some for the directory.
  const size = input.length + (files.length + 4) * 4096;
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const numbers = [ids.first, size, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW].map(String);
  await run('perl', ['-e', script, '--', target, ...numbers], { input });
}

/** Does nothing where it is not mounted: guests of older builds have none. */
export async function unmountContext(target: string): Promise<void> {
  await settleStrays([target]);
  for (const { mountPoint } of await mounts()) if (mountPoint === target) await run('umount', [target]);
}
