import type { IdRange } from '@skerry/driver-contract';
import { run } from '@skerry/host-os';

/**
 * Mounts an ext4 device so that the ids on disk, a container's own, appear as the ids of its range; with `nodev`, so that
 * device nodes in an image open nothing of the host.
 *
 * mount(8) can do this from util-linux 2.39 on; Debian 12 has 2.38. So the new mount API (mount_setattr(2), the numbers
 * are the same on every architecture) is called from Perl, which is an essential package of Debian. The id map comes from
 * a user namespace that lives only as long as the script. Without the module POSIX: to load it takes longer than all else.
 */
const script = `
use strict;
my ($device, $target, $first, $count, $unshare) = @ARGV;
sub fail { print STDERR "$_[0]: $!\\n"; exit 1 }
pipe(my $ready_r, my $ready_w) or fail('pipe');
pipe(my $done_r, my $done_w) or fail('pipe');
my $child = fork() // fail('fork');
if (!$child) {
  close $ready_r; close $done_w;
  syscall($unshare + 0, 0x10000000) == 0 or fail('unshare');
  syswrite $ready_w, 'x'; sysread $done_r, my $byte, 1; exit 0;
}
close $ready_w; close $done_r;
sysread($ready_r, my $byte, 1) == 1 or fail('user namespace');
for my $kind ('uid', 'gid') {
  open(my $map, '>', "/proc/$child/\${kind}_map") or fail("\${kind}_map");
  syswrite($map, "0 $first $count\\n") or fail("\${kind}_map");
}
open(my $userns, '<', "/proc/$child/ns/user") or fail('user namespace');
my ($type, $key, $source, $path, $empty) = ("ext4\\0", "source\\0", "$device\\0", "$target\\0", "\\0");
my $fs = syscall(430, $type, 1); $fs >= 0 or fail('fsopen');
syscall(431, $fs, 1, $key, $source, 0) == 0 or fail('fsconfig source');
syscall(431, $fs, 6, 0, 0, 0) == 0 or fail('mount of ext4');
my $mount = syscall(432, $fs, 1, 0x14); $mount >= 0 or fail('fsmount');
my $attributes = pack('QQQQ', 0x100000, 0, 0, fileno($userns));
syscall(442, $mount, $empty, 0x1000, $attributes, length $attributes) == 0 or fail('id-mapped mount');
syscall(429, $mount, $empty, -100, $path, 4) == 0 or fail('move_mount');
`;

/** Number of unshare(2) by what Node calls the processor. */
const unshare: Readonly<Record<string, number>> = { x64: 272, arm64: 97 };

export async function mountIdMapped(device: string, target: string, ids: IdRange): Promise<void> {
  const numbers = [ids.first, ids.count, unshare[process.arch]].map(String);
  await run('perl', ['-e', script, '--', device, target, ...numbers], { deadlineMs: 60_000 });
}
