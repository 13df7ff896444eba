/**
 * The Perl program that disk-daemon.ts runs, after the functions of a world of its own (packages/host-os).
 *
 * Arguments: the file that shall show the disk; the file for the daemon's pid; its user; the numbers of system calls that
 * differ between processors, as "name number"; what the daemon finds in its root; the filter of system calls, as words;
 * and the command, in which "%FUSE%" stands for the mount point. Ends well once the daemon answers through the mount.
 */
import { worldFunctions } from '@skerry/host-os';

export const startScript = `${worldFunctions}
my ($exported, $pid_file, $user, $numbers, $contents, $filter, @command) = @ARGV;
know_calls($numbers);

sub become_daemon {
  my ($fuse, $ready, $mounted, $errors) = @_;
  open(STDERR, '>&', $errors) or fail('standard error');
  make_world($contents);
  # By this name libfuse takes a descriptor for its mount; QEMU wants it to be a plain file.
  my $point = '/dev/fd/' . fileno $fuse;
  file("/tmp$point", '');
  # Its own folder: for the pid file and the socket.
  my $own = "/tmp$exported" =~ s{/[^/]*$}{}r;
  folders($own);
  chown $user, $user, $own; chmod 0700, $own;
  open(STDIN, '<', '/dev/null'); open(STDOUT, '>', '/dev/null');
  enter_world();
  syswrite $ready, 'x'; sysread($mounted, my $byte, 1) == 1 or exit 1;
  $SIG{PIPE} = 'IGNORE';
  setpgrp 0, 0;
  close_others(fileno $fuse);
  let_go_of_root($user);
  filter_calls($filter);
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
