/**
 * The two mounts of a container, by one program: a program more costs as much as all that it does. It is started before
 * the disk is there, and waits for its loop device. If we die half-way, its input ends and so does it; what it mounted is
 * taken down with the guest.
 *
 * **The root file system**: an ext4 device, so that the ids on disk, a container's own, appear as the ids of its range;
 * with `nodev`, so that device nodes in an image open nothing of the host. mount(8) can do this from util-linux 2.39 on;
 * Debian 12 has 2.38. So the new mount API (mount_setattr(2), the numbers are the same on every architecture) is called
 * from Perl, which is an essential package of Debian: without the module POSIX, to load it takes longer than all else.
 * The id map comes from a user namespace that lives only as long as the program. What shall lie in its /etc is written as
 * the container's root and from within that root, whose links lead nowhere else; it takes the place of what lies there.
 *
 * **The context**: a small file system in memory of its own, with nothing of the host's file systems in it. It is filled
 * while it is mounted nowhere, made read-only for good, and only then shown, in the host's mount namespace. What a
 * container's mount namespace copies from there it can neither make writable nor take the flags off:
 * mount_namespaces(7), "Restrictions on mount namespaces". Its files belong to the container's root and to nobody else.
 */
import type { IdRange } from '@skerry/driver-contract';
import { machineOf, mounts, readUntrusted, run } from '@skerry/host-os';
import { constants } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type PlanFiles } from './guest-files.ts';
import { lxcError } from './lxc-error.ts';
import { settleStrays } from './strays.ts';

/**
 * On standard input: how many files the context has; each as a line "<name> <mode> <bytes>" and its bytes; the same of the
 * files in /etc; at last a line with the device. It ends without the second mount when its input ends before.
 */
const script = `
use strict;
my ($seed, $size, $flags, $create, $rootfs, $first, $count, $unshare) = @ARGV;
my $empty = "\\0";
sub fail { print STDERR "$_[0]: $!\\n"; exit 1 }
sub filesystem {
  my ($type, $options, $attributes) = @_;
  my $name = "$type\\0";
  my $fs = syscall(430, $name, 1); $fs >= 0 or fail("fsopen $type");
  for (@$options) {
    my ($key, $value) = map { "$_\\0" } @$_;
    syscall(431, $fs, 1, $key, $value, 0) == 0 or fail("fsconfig $key");
  }
  syscall(431, $fs, 6, 0, 0, 0) == 0 or fail("mount of $type");
  my $mount = syscall(432, $fs, 1, $attributes); $mount >= 0 or fail("fsmount $type");
  return $mount;
}
sub attribute { my ($mount, $set) = @_; syscall(442, $mount, $empty, 0x1000, $set, length $set) == 0 or fail($_[2]) }
sub attach { my ($mount, $path) = (shift, shift() . "\\0"); syscall(429, $mount, $empty, -100, $path, 4) == 0 or fail("move_mount $path") }

pipe(my $ready_r, my $ready_w) && pipe(my $done_r, my $done_w) or fail('pipe');
my $child = fork() // fail('fork');
if (!$child) {
  close $ready_r; close $done_w;
  syscall($unshare + 0, 0x10000000) == 0 or fail('unshare');
  syswrite $ready_w, 'x'; sysread $done_r, my $byte, 1; exit 0;
}
close $ready_w; close $done_r;

my $context = filesystem('tmpfs', [['source', 'context'], ['size', $size], ['nr_inodes', 16], ['mode', '0500'], ['uid', $first], ['gid', $first]], $flags & 0xe);
binmode STDIN;
sub files {
  my @files;
  for (1 .. <STDIN>) {
    my ($name, $mode, $length) = <STDIN> =~ /^([A-Za-z][A-Za-z0-9.-]*) ([0-7]+) ([0-9]+)$/ or fail('name of a file');
    my $text = '';
    read(STDIN, $text, $length) == $length or fail('contents') if $length;
    push @files, [$name, oct $mode, $text];
  }
  return @files;
}
sub put {
  my ($path, $mode, $text) = @_;
  sysopen(my $file, $path, $create, $mode) or return;
  return unless !length $text || syswrite($file, $text) == length $text;
  return $file;
}
for (files()) {
  my ($name, $mode, $text) = @$_;
  my $file = put("/proc/self/fd/$context/$name", $mode, $text) or fail($name);
  chown($first, $first, $file) == 1 or fail("owner of $name");
}
my @etc = files();
my $again = syscall(433, $context, $empty, 8); $again >= 0 or fail('fspick');
my $ro = "ro\\0";
syscall(431, $again, 0, $ro, 0, 0) == 0 or fail('fsconfig ro');
syscall(431, $again, 7, 0, 0, 0) == 0 or fail('read-only');
attribute($context, pack('QQQQ', $flags, 0, 0, 0), 'flags of the context');
attach($context, $seed);

sysread($ready_r, my $byte, 1) == 1 or fail('user namespace');
for my $kind ('uid', 'gid') {
  open(my $map, '>', "/proc/$child/\${kind}_map") or fail("\${kind}_map");
  syswrite($map, "0 $first $count\\n") or fail("\${kind}_map");
}
open(my $userns, '<', "/proc/$child/ns/user") or fail('user namespace');
my $device = <STDIN> // exit 1;
chomp $device;
my $root = filesystem('ext4', [['source', $device]], 0x14);
attribute($root, pack('QQQQ', 0x100000, 0, 0, fileno($userns)), 'id-mapped mount');
attach($root, $rootfs);
exit 0 if !@etc;
my $writer = fork() // fail('fork');
if (!$writer) {
  chdir($rootfs) && chroot('.') or fail('root of the container');
  $) = "$first $first"; $( = $first; ($<, $>) = ($first, $first);
  $< == $first && $> == $first && $( == $first or fail('ids of the container');
  umask 022;
  mkdir '/etc', 0755;
  # An odd or full root keeps what it has: that it starts is worth more.
  for (@etc) {
    my ($name, $mode, $text) = @$_;
    unlink '/etc/.skerry-new';
    put('/etc/.skerry-new', $mode, $text) && rename('/etc/.skerry-new', "/etc/$name") or unlink '/etc/.skerry-new';
  }
  exit 0;
}
waitpid($writer, 0) == $writer && $? == 0 or exit 1;
`;

/** Bytes of one file. The contract allows user data of 64 KiB; encoded in a YAML file it may take more. */
const longestFile = 1024 * 1024;
/** The device may have to be mended first, which is given 20 minutes; see disk-export.ts. */
const deadlineMs = 25 * 60_000;

/** A file that the guest finds, and root of its container owns. */
export interface GivenFile {
  readonly name: string;
  readonly mode: number;
  readonly content: Buffer;
}

export interface GivenFiles {
  /** Beside its context. One of them may be executed if there is any. */
  readonly context: readonly GivenFile[];
  /** In its /etc. */
  readonly etc: readonly GivenFile[];
}

/** Of a mount, in the numbers of mount_setattr(2): read-only, no set-user-id, no devices, no execution. */
const closed = 0xf;
const executable = 0x7;

/** `context`: the folder whose files are copied. `device`: where the root file system is, once that is known. */
export async function mountGuest(
  context: string,
  device: Promise<string>,
  kept: PlanFiles,
  ids: IdRange,
  given: GivenFiles = { context: [], etc: [] },
): Promise<void> {
  // Whoever calls us waits for it, too.
  device.catch(() => {});
  for (const target of [kept.seed, kept.rootfs]) await mkdir(target, { recursive: true, mode: 0o700 });
  const told = await Promise.all(
    (await readdir(context)).map(
      async (name): Promise<GivenFile> => ({
        name,
        mode: 0o400,
        content: (await readUntrusted(join(context, name), longestFile)) ?? Buffer.alloc(0),
      }),
    ),
  );
  const files = [...told, ...given.context];
  const text = Buffer.concat([asInput(files), asInput(given.etc)]);
  // Whole pages for each file, and some for the directory.
  const size = text.length + (files.length + 4) * 4096;
  const flags = given.context.length > 0 ? executable : closed;
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const args = [kept.seed, size, flags, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, kept.rootfs, ids.first, ids.count];
  const { unshare } = machineOf(process.arch).calls;
  let known = true;
  async function* input() {
    yield text;
    yield await device.then(
      (path) => `${path}\n`,
      () => {
        known = false;
        return '';
      },
    );
  }
  await run('perl', ['-e', script, '--', ...[...args, unshare].map(String)], { input: input(), deadlineMs }).catch(
    (error: unknown) => {
      // There was no device, and whoever made it says why.
      if (known) throw error;
    },
  );
  if (!known) throw lxcError('guest-start-failed', "The container's disk was not there to be mounted.");
}

function asInput(files: readonly GivenFile[]): Buffer {
  const all = files.map(({ name, mode, content }) =>
    Buffer.concat([Buffer.from(`${name} ${mode.toString(8)} ${content.length}\n`), content]),
  );
  return Buffer.concat([Buffer.from(`${files.length}\n`), ...all]);
}

/** Does nothing where it is not mounted: guests of older builds have none. */
export async function unmountContext(target: string): Promise<void> {
  await settleStrays([target]);
  for (const { mountPoint } of await mounts()) if (mountPoint === target) await run('umount', [target]);
}
