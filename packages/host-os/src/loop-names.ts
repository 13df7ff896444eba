/**
 * Loop devices by the name of the file that they were made with. Their path in /sys is told as the reader's own mounts
 * have it: to somebody outside of the machine in which the file lies it is "/", and so for every other machine's devices.
 * The kernel keeps the name they were made with, but tells it only while the file can be asked for its status: not when
 * QEMU showed it over FUSE and has ended. So devices are let go of **before** what uses them is ended; the kernel detaches
 * each when its last user is gone. A device whose server does not answer any more can hold whoever asks it, for ever and
 * beyond SIGKILL: each is asked by a process of its own, and those that did not answer in time are named.
 */
import { realpath } from 'node:fs/promises';
import { readKernelFile } from './kernel-file.ts';
import { run } from './run.ts';

/** Seconds that a device may take to answer; all are asked at once. Longer: who cleans up after a dead server waits. */
const answerSeconds = 5;

/**
 * Perl, as Node has no ioctl. loop(4): LOOP_GET_STATUS64 answers where the name lies, LOOP_CLR_FD lets go; the kernel
 * keeps 63 bytes of a name. `below($directory, $release)` answers the paths; of devices that did not answer with " ?"
 * behind. Who asks one holds nothing of ours but a pipe, so nobody waits for it.
 */
export const loopsInPerl = `
sub made_with {
  my ($device, $status) = (shift, "\\0" x 232);
  return ioctl($device, 0x4C05, $status) ? unpack('Z64', substr($status, 56, 64)) : undef;
}
sub let_go { ioctl(shift, 0x4C01, 0) }
sub below {
  my ($start, $release, $devices) = (substr("$_[0]/", 0, 63), $_[1], $_[2] || '/dev/loop[0-9]*');
  require POSIX;
  my (@asked, @found);
  for my $path (glob $devices) {
    pipe(my $answer, my $say) or next;
    my $asking = fork;
    defined $asking or next;
    if (!$asking) {
      close $_ for $answer, *STDIN, *STDOUT, *STDERR;
      my $device;
      my $name = open($device, '<', $path) ? made_with($device) : undef;
      my $ours = defined $name && index($name, $start) == 0;
      let_go($device) if $ours && $release;
      syswrite($say, $ours ? 'y' : 'n');
      POSIX::_exit(0);
    }
    push @asked, [$path, $answer, $asking];
  }
  my $end = time + ${answerSeconds};
  for (@asked) {
    my ($path, $answer, $asking) = @$_;
    my ($ready, $left) = ('', $end - time);
    vec($ready, fileno $answer, 1) = 1;
    if (select($ready, undef, undef, $left > 0 ? $left : 0) > 0) {
      sysread($answer, my $said, 1);
      push @found, $path if ($said // '') eq 'y';
    } else {
      kill 'KILL', $asking;
      push @found, "$path ?";
    }
  }
  return @found;
}`;

/** A device as it is attached now: the kernel gives each attachment another number. */
export interface ReleasedLoop {
  readonly path: string;
  readonly sequence: string;
}

/** Milliseconds that the kernel may take to let go of the mounts of a machine that has ended. */
const settleMs = 20_000;

/** Loop devices that were made from a file below the directory, wherever that was mounted: "/dev/loop3". */
export const loopsMadeBelow = async (directory: string): Promise<string[]> => (await askLoops(directory)).found;

export interface LoopsReleased {
  readonly released: readonly ReleasedLoop[];
  /** Those that did not answer, whosever they are. */
  readonly silent: readonly string[];
}

/** Each of them goes with its last user, who is not disturbed. Call it before what uses them is ended. */
export async function releaseLoopsOf(directory: string): Promise<LoopsReleased> {
  const { found, silent } = await askLoops(directory, { release: true });
  return { released: found.map((path) => ({ path, sequence: sequenceOf(path) })), silent };
}

/** What a person can do about devices that do not answer; we may not: they can be anybody's. */
export const silentLoops = (paths: readonly string[]) => ({
  message: `${paths.join(', ')} did not answer within ${answerSeconds} seconds: whoever served the file may have died.`,
  hint: 'See the file with "losetup -l"; end what serves it, or its file system with "echo 1 > /sys/fs/fuse/connections/N/abort", N being the number after "0:" of that mount in /proc/self/mountinfo. Then run the same again.',
});

/** Waits until the kernel has let go of them; answers the paths of those that somebody still holds. */
export async function heldLoops(released: readonly ReleasedLoop[]): Promise<string[]> {
  const end = performance.now() + settleMs;
  for (;;) {
    const held = released.filter(({ path, sequence }) => attached(path) && sequenceOf(path) === sequence);
    if (held.length === 0 || performance.now() > end) return held.map(({ path }) => path);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** `devices` is a glob, `kernel` stands for what the kernel does: both for tests, where no such device may be made. */
export async function askLoops(
  directory: string,
  { release = false, devices = '/dev/loop[0-9]*', kernel = '' } = {},
): Promise<{ readonly found: string[]; readonly silent: string[] }> {
  // As losetup names them; a directory that is gone has no other name any more.
  const real = await realpath(directory).catch(() => directory);
  const script = `${loopsInPerl} ${kernel} print "$_\\n" for below(@ARGV);`;
  const { stdout } = await run('perl', ['-e', script, real, release ? '1' : '0', devices]);
  const lines = stdout.split('\n').filter((path) => path !== '');
  return {
    found: lines.filter((line) => !line.endsWith(' ?')),
    silent: lines.flatMap((line) => (line.endsWith(' ?') ? [line.slice(0, -2)] : [])),
  };
}

const inSys = (path: string) => path.replace('/dev/', '/sys/block/');
const attached = (path: string) => readKernelFile(`${inSys(path)}/loop/backing_file`) !== undefined;
const sequenceOf = (path: string) => readKernelFile(`${inSys(path)}/diskseq`) ?? '';
