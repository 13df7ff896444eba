/**
 * Two Perl programs that disk-daemon.ts runs; Perl for the reasons said in idmapped-mount.ts. Numbers above 400 are those
 * of system calls that are the same on every architecture.
 */

/**
 * `fusermount3` as the daemon finds it. libfuse starts it to mount, and to be sent the descriptor of the mount: it sends
 * the one that was there all along.
 */
export const handOver = `#!/usr/bin/perl
use strict;
exit 0 if grep { $_ eq '-u' or $_ eq '--unmount' } @ARGV;
my ($byte, $control) = ("\\0", pack('QllLx4', 20, 1, 1, $ENV{SKERRY_FUSE}));
my $vector = pack('PQ', $byte, 1);
my $message = pack('QLx4PQPQLx4', 0, 0, $vector, 1, $control, 24, 0);
exit(syscall($ENV{SKERRY_SENDMSG} + 0, $ENV{_FUSE_COMMFD} + 0, $message, 0) == 1 ? 0 : 1);
`;

/**
 * Arguments: the file that shall show the disk; the file for the daemon's pid; its user; the numbers of unshare, seccomp
 * and sendmsg; where fusermount3 is; what the daemon finds in its root, as lines "<how> <path>"; the filter of system
 * calls, as words; and the command. On standard input what stands for fusermount3. Ends well once the daemon answers
 * through the mount.
 */
export const startScript = `
use strict;
my ($exported, $pid_file, $user, $numbers, $fusermount, $contents, $filter, @command) = @ARGV;
my ($unshare, $seccomp, $sendmsg) = split / /, $numbers;
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

sub become_daemon {
  my ($fuse, $ready, $mounted, $errors) = @_;
  open(STDERR, '>&', $errors) or fail('standard error');
  # CLONE_NEWNS, NEWUTS, NEWIPC, NEWNET; then nothing of what is mounted from here on is seen by others.
  syscall($unshare, 0x4c020000) == 0 or fail('unshare');
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
  # Opened by libfuse before it learns that it may not mount.
  file('/tmp/dev/fuse', ''); chmod 0666, '/tmp/dev/fuse';
  { local $/; file('/tmp/run/fusermount3', <STDIN>) } chmod 0755, '/tmp/run/fusermount3';
  attach(copy_of('/tmp/run/fusermount3', 6, 0), "/tmp$fusermount") if $fusermount;
  # Its own folder: for the pid file, the socket, and the file that it takes for its mount point.
  file("/tmp$exported", '');
  my $own = "/tmp$exported" =~ s{/[^/]*$}{}r;
  chown $user, $user, $own; chmod 0700, $own;
  open(STDIN, '<', '/dev/null'); open(STDOUT, '>', '/dev/null');
  chroot '/tmp' or fail('chroot');
  chdir '/' or fail('/');
  syswrite $ready, 'x'; sysread($mounted, my $byte, 1) == 1 or exit 1;
  $SIG{PIPE} = 'IGNORE';
  setpgrp 0, 0;
  close_others(fileno $fuse);
  %ENV = (PATH => '/run:/usr/bin', LC_ALL => 'C', SKERRY_FUSE => fileno $fuse, SKERRY_SENDMSG => $sendmsg);
  my @instructions = map { pack 'SCCL', split /,/ } split / /, $filter;
  my $program = join '', @instructions;
  my $filtering = pack 'Sx6P', scalar @instructions, $program;
  syscall($seccomp, 1, 0, $filtering) == 0 or fail('seccomp');
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
