/**
 * Perl with which a program gets a world of its own and nothing else of the host: a root file system in memory with the
 * files that it is given, an empty network, no capability and no way to get any, a filter of system calls (decision 33).
 * It is put in front of a script that says when each of it is done. Perl, because it is an essential package of Debian
 * and the new mount API has no program there; without the module POSIX, to load it takes longer than all else. Numbers
 * above 400 are those of system calls that are the same on every architecture; `%call` has the others.
 *
 * What a world holds is told in lines of three: how, the host's path, the name in that world. `folder` and `file` are
 * read-only, `disk` can be written, `device` is one.
 */
import { machineOf } from './system-calls.ts';

export const worldFunctions = `
use strict;
our %call;
my $empty = "\\0";
sub fail { print STDERR "$_[0]: $!\\n"; exit 1 }
sub know_calls { %call = map { /^\\d+$/ ? $_ + 0 : $_ } split / /, shift }
sub filesystem {
  my ($type, $attributes, @options) = @_;
  my $name = "$type\\0";
  my $fs = syscall(430, $name, 1); $fs >= 0 or fail("fsopen $type");
  for (@options) {
    my ($key, $value) = split /=/; $key .= "\\0";
    if (defined $value) { $value .= "\\0"; syscall(431, $fs, 1, $key, $value, 0) == 0 or fail("fsconfig $key") }
    else { syscall(431, $fs, 0, $key, 0, 0) == 0 or fail("fsconfig $key") }
  }
  syscall(431, $fs, 6, 0, 0, 0) == 0 or fail("mount of $type");
  my $mount = syscall(432, $fs, 1, $attributes); $mount >= 0 or fail("fsmount $type");
  return $mount;
}
sub copy_of {
  my ($path, $attributes, $deep) = @_;
  my $source = "$path\\0";
  my $tree = syscall(428, -100, $source, 0x80001 | $deep); $tree >= 0 or fail("open_tree $path");
  my $set = pack('QQQQ', $attributes, 0, 0, 0);
  syscall(442, $tree, $empty, 0x1000 | $deep, $set, length $set) == 0 or fail("mount_setattr $path");
  return $tree;
}
sub attach {
  my ($mount, $path) = (shift, shift() . "\\0");
  syscall(429, $mount, $empty, -100, $path, 4) == 0 or fail("move_mount $path");
}
sub folders {
  my $made = '';
  for (split m{/}, shift) { $made .= "$_/"; mkdir $made, 0711 unless -d $made }
}
sub file {
  my ($path, $text) = @_;
  folders($path =~ s{/[^/]*$}{}r);
  open(my $file, '>', $path) or fail($path);
  print $file $text; close $file or fail($path);
}
# All but the standard three, and but one where it is given.
sub close_others {
  my $kept = shift;
  if (defined $kept) { syscall(436, 3, $kept - 1, 0) if $kept > 3; syscall(436, $kept + 1, 0x7fffffff, 0) }
  else { syscall(436, 3, 0x7fffffff, 0) }
}

# Who is not root may do this in a user namespace, in which he is himself.
our $ordinary = $> != 0;
sub own_namespaces {
  my ($user, $group) = ($> + 0, $) + 0);
  # CLONE_NEWNS, NEWUTS, NEWIPC, NEWNET, and NEWUSER.
  syscall($call{unshare}, 0x4c020000 | ($ordinary ? 0x10000000 : 0)) == 0 or fail('unshare');
  return if !$ordinary;
  for (['setgroups', 'deny'], ['uid_map', "$user $user 1\\n"], ['gid_map', "$group $group 1\\n"]) {
    my ($name, $text) = @$_;
    sysopen(my $file, "/proc/self/$name", 1) or fail($name);
    syswrite($file, $text) or fail($name);
  }
}

# The world is at /tmp, and is entered by chroot. Only the caller's own mounts change.
sub make_world {
  my ($contents) = @_;
  own_namespaces();
  # Nothing of what is mounted from here on is seen by others.
  my ($slash, $private) = ("/\\0", pack('QQQQ', 0, 0, 1 << 18, 0));
  syscall(442, -100, $slash, 0x8000, $private, length $private) == 0 or fail('private mounts');
  my (@lines, @copies) = split /\\n/, $contents;
  while (my ($how, $path, $name) = splice @lines, 0, 3) {
    # Without programs that become another user, and without devices but those that are said.
    my $attributes = ($how eq 'disk' ? 0 : 1) | 2 | ($how eq 'device' ? 0 : 4);
    push @copies, [$how, $name, copy_of($path, $attributes, $how eq 'folder' ? 0x8000 : 0)];
  }
  my $root = filesystem('tmpfs', 6, 'source=world', 'size=256k', 'nr_inodes=256', 'mode=0755');
  attach($root, '/tmp');
  for (@copies) {
    my ($how, $name, $tree) = @$_;
    $how eq 'folder' ? folders("/tmp$name") : file("/tmp$name", '');
    attach($tree, "/tmp$name");
  }
  for ('bin', 'sbin', 'lib', 'lib64') { symlink(readlink("/$_"), "/tmp/$_") if -l "/$_" }
}
sub enter_world { chroot '/tmp' or fail('chroot'); chdir '/' or fail('/'); %ENV = (PATH => '/usr/bin', LC_ALL => 'C') }

# What setpriv(1) does, without a program more. PR_CAPBSET_DROP for as long as the kernel knows one more capability,
# PR_CAP_AMBIENT_CLEAR_ALL, PR_SET_NO_NEW_PRIVS; the sets of capset(2), version 3, are empty.
sub let_go_of_root {
  my ($user) = @_;
  for (my $capability = 0; syscall($call{prctl}, 23, $capability, 0, 0, 0) >= 0; $capability++) {
    syscall($call{prctl}, 24, $capability, 0, 0, 0) == 0 or fail("capability $capability");
  }
  syscall($call{prctl}, 47, 4, 0, 0, 0) == 0 or fail('ambient capabilities');
  if (!$ordinary) {
    syscall($call{setgroups}, 0, 0) == 0 or fail('groups');
    syscall($call{setresgid}, ($user + 0) x 3) == 0 or fail('group');
    syscall($call{setresuid}, ($user + 0) x 3) == 0 or fail('user');
  }
  my ($header, $sets) = (pack('Ll', 0x20080522, 0), pack('L6', (0) x 6));
  syscall($call{capset}, $header, $sets) == 0 or fail('capabilities');
  syscall($call{prctl}, 38, 1, 0, 0, 0) == 0 or fail('no_new_privs');
}
sub filter_calls {
  my @instructions = map { pack 'SCCL', split /,/ } split / /, shift;
  my $program = join '', @instructions;
  my $filtering = pack 'Sx6P', scalar @instructions, $program;
  syscall($call{seccomp}, 1, 0, $filtering) == 0 or fail('seccomp');
}
`;

/** What the functions call by number: Perl knows no names. For `know_calls`. */
export function numbersOfCalls(arch: string = process.arch): string {
  const { calls } = machineOf(arch);
  const names = 'unshare seccomp prctl setgroups setresgid setresuid capset prlimit64'.split(' ');
  return names.map((name) => `${name} ${calls[name]}`).join(' ');
}

/** One thing that a world holds. Its name there is the host's path, unless another is given. */
export interface WorldPart {
  readonly how: 'folder' | 'file' | 'disk' | 'device';
  readonly path: string;
  readonly name?: string;
}

/** @throws RangeError for a path that would be read as two. */
export function worldContents(parts: readonly WorldPart[]): string {
  const lines = parts.flatMap(({ how, path, name = path }) => [how, path, name]);
  if (lines.some((line) => line === '' || line.includes('\n'))) throw new RangeError('a path with a line break');
  return lines.join('\n');
}
