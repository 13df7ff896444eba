/**
 * The Perl program that start-confined.ts runs. Arguments: who starts it; the user; the numbers of system calls that differ between
 * processors; what the program finds in its root; the filter of system calls; its limits, as words "resource,most" with
 * the numbers of getrlimit(2); and the command. It becomes that command, so that whoever ends it ends that.
 */
import { worldFunctions } from './world-script.ts';

export const confinedScript = `${worldFunctions}
my ($parent, $user, $numbers, $contents, $filter, $limits, @command) = @ARGV;
know_calls($numbers);
make_world($contents);
enter_world();
close_others();
for (split / /, $limits) {
  my ($resource, $most) = split /,/;
  my $limit = pack('QQ', $most, $most);
  syscall($call{prlimit64}, 0, $resource + 0, $limit, 0) == 0 or fail("limit $resource");
}
let_go_of_root($user);
# PR_SET_PDEATHSIG: another user's process forgets it, so it comes after. Whoever died before is noticed.
syscall($call{prctl}, 1, 9, 0, 0, 0) == 0 or fail('end with the parent');
getppid() == $parent or exit 1;
filter_calls($filter);
exec @command; fail('exec');
`;
