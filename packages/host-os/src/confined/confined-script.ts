/**
 * The Perl program that start-confined.ts runs. Arguments: who starts it; the user; the numbers of system calls that differ
 * between processors; what the program finds in its root; the filter of system calls; its limits, as words "resource,most"
 * with the numbers of getrlimit(2); and the command. That is the first process of its own space of process numbers: what it
 * may have started ends with it, before its end is told, so that nobody writes to a file that was judged already.
 */
import { worldFunctions } from './world-script.ts';

export const confinedScript = `${worldFunctions}
my ($parent, $user, $numbers, $contents, $filter, $limits, @command) = @ARGV;
know_calls($numbers);
# PR_SET_PDEATHSIG, SIGKILL.
sub end_with_parent { syscall($call{prctl}, 1, 9, 0, 0, 0) == 0 or fail('end with the parent') }
end_with_parent();
getppid() == $parent or exit 1;
make_world($contents);
enter_world();
end_with_parent();
for (split / /, $limits) {
  my ($resource, $most) = split /,/;
  my $limit = pack('QQ', $most, $most);
  syscall($call{prlimit64}, 0, $resource + 0, $limit, 0) == 0 or fail("limit $resource");
}
pipe(my $alive_r, my $alive_w) or fail('pipe');
# CLONE_NEWPID
syscall($call{unshare}, 0x20000000) == 0 or fail('unshare');
my $program = fork() // fail('fork');
if ($program) {
  waitpid $program, 0;
  my $status = $?;
  kill $status & 127, $$ if $status & 127;
  exit($status & 127 ? 1 : $status >> 8);
}
close $alive_w;
let_go_of_root($user);
# Another user's process forgets it, so it comes after. Whoever died before is noticed by the end of what he would write.
end_with_parent();
my $ended = ''; vec($ended, fileno $alive_r, 1) = 1;
select($ended, undef, undef, 0) == 0 or exit 1;
close_others();
filter_calls($filter);
exec @command; fail('exec');
`;
