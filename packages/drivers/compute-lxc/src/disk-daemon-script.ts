/**
 * The Perl program that disk-daemon.ts runs; Perl for the reasons said in guest-mounts.ts. Numbers above 400 are those of
 * system calls that are the same on every architecture.
 *
 * Arguments: the file that shall show the disk; the file for the daemon's pid; its user; the numbers of system calls that
 * differ between processors, as "name number"; what the daemon finds in its root, as lines "<how> <path>"; the filter of
 * system calls, as words; and the command, in which "%FUSE%" stands for the mount point. Ends well once the daemon
 * answers through the mount.
 */
export const startScript = `
use strict;
my ($exported, $pid_file, $user, $numbers, $contents, $filter, @command) = @ARGV;
my %call = map { /^\\d+$/ ? $_ + 0 : $_ } split / /, $numbers;
my $empty = "\\0";
sub fail { print STDERR "$_[0]: $!\\n"; exit 1 }
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
# All but the standard three, and but one.
sub close_others { syscall(436, 3, $_[0] - 1, 0) if $_[0] > 3; syscall(436, $_[0] + 1, 0x7fffffff, 0) }

# What setpriv(1) does, without a program more. PR_CAPBSET_DROP for as long as the kernel knows one more capability,
# PR_CAP_AMBIENT_CLEAR_ALL, PR_SET_NO_NEW_PRIVS; the sets of capset(2), version 3, are empty.
sub let_go_of_root {
  for (my $capability = 0; syscall($call{prctl}, 23, $capability, 0, 0, 0) >= 0; $capability++) {
    syscall($call{prctl}, 24, $capability, 0, 0, 0) == 0 or fail("capability $capability");
  }
  syscall($call{prctl}, 47, 4, 0, 0, 0) == 0 or fail('ambient capabilities');
  syscall($call{setgroups}, 0, 0) == 0 or fail('groups');
  syscall($call{setresgid}, ($user + 0) x 3) == 0 or fail('group');
  syscall($call{setresuid}, ($user + 0) x 3) == 0 or fail('user');
  my ($header, $sets) = (pack('Ll', 0x20080522, 0), pack('L6', (0) x 6));
  syscall($call{capset}, $header, $sets) == 0 or fail('capabilities');
  syscall($call{prctl}, 38, 1, 0, 0, 0) == 0 or fail('no_new_privs');
}

sub become_daemon {
  my ($fuse, $ready, $mounted, $errors) = @_;
  open(STDERR, '>&', $errors) or fail('standard error');
  # CLONE_NEWNS, NEWUTS, NEWIPC, NEWNET; then nothing of what is mounted from here on is seen by others.
  syscall($call{unshare}, 0x4c020000) == 0 or fail('unshare');
  my ($slash, $private) = ("/\\0", pack('QQQQ', 0, 0, 1 << 18, 0));
  syscall(442, -100, $slash, 0x8000, $private, length $private) == 0 or fail('private mounts');
  my @copies;
  for (split /\\n/, $contents) {
    my ($how, $path) = split / /, $_, 2;
    # Read-only but the disk; without programs that become another user, and without devices but the one.
    my $attributes = ($how eq 'disk' ? 0 : 1) | 2 | ($how eq 'device' ? 0 : 4);
    push @copies, [$how, $path, copy_of($path, $attributes, $how eq 'folder' ? 0x8000 : 0)];
  }
  my $root = filesystem('tmpfs', 6, 'source=disk', 'size=256k', 'nr_inodes=256', 'mode=0755');
  attach($root, '/tmp');
  for (@copies) {
    my ($how, $path, $tree) = @$_;
    $how eq 'folder' ? folders("/tmp$path") : file("/tmp$path", '');
    attach($tree, "/tmp$path");
  }
  for ('bin', 'sbin', 'lib', 'lib64') { symlink(readlink("/$_"), "/tmp/$_") if -l "/$_" }
  # By this name libfuse takes a descriptor for its mount; QEMU wants it to be a plain file.
  my $point = '/dev/fd/' . fileno $fuse;
  file("/tmp$point", '');
  # Its own folder: for the pid file and the socket.
  my $own = "/tmp$exported" =~ s{/[^/]*$}{}r;
  folders($own);
  chown $user, $user, $own; chmod 0700, $own;
  open(STDIN, '<', '/dev/null'); open(STDOUT, '>', '/dev/null');
  chroot '/tmp' or fail('chroot');
  chdir '/' or fail('/');
  syswrite $ready, 'x'; sysread($mounted, my $byte, 1) == 1 or exit 1;
  $SIG{PIPE} = 'IGNORE';
  setpgrp 0, 0;
  close_others(fileno $fuse);
  %ENV = (PATH => '/usr/bin', LC_ALL => 'C');
  let_go_of_root();
  my @instructions = map { pack 'SCCL', split /,/ } split / /, $filter;
  my $program = join '', @instructions;
  my $filtering = pack 'Sx6P', scalar @instructions, $program;
  syscall($call{seccomp}, 1, 0, $filtering) == 0 or fail('seccomp');
  s/%FUSE%/$point/ for @command;
  exec @command; fail('exec');
}

{ local $^F = 1000; sysopen(our $fuse, '/dev/fuse', 2) or fail('/dev/fuse') }
our $fuse;
pipe(my $ready_r, my $ready_w) && pipe(my $mounted_r, my $mounted_w) && pipe(my $errors_r, my $errors_w) or fail('pipe');
my $daemon = fork() // fail('fork');
if (!$daemon) { close $ready_r; close $mounted_w; close $errors_r; become_daemon($fuse, $ready_w, $mounted_r, $errors_w) }
close $ready_w; close $mounted_r; close $errors_w;
sub give_up { kill 'KILL', $daemon; print STDERR <$errors_r>, "$_[0]\\n"; exit 1 }
sysread($ready_r, my $byte, 1) == 1 or give_up('no world for the daemon');
attach(filesystem('fuse', 0xe, 'source=fuse', 'fd=' . fileno $fuse, 'rootmode=100000', "user_id=$user", "group_id=$user",
  'max_read=67108864', 'default_permissions', 'allow_other'), $exported);
close $fuse;
sysopen(my $file, $pid_file, 0xc1, 0600) or give_up("pid file: $!");
print $file "$daemon\\n"; close $file;
syswrite $mounted_w, 'x';
# Waits until the daemon answers; when it dies instead, there is no answer.
stat $exported or give_up("no answer through the mount: $!");
`;
