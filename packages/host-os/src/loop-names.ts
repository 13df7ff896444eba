/**
 * Loop devices by the name of the file that they were made with. Their path in /sys is told as the reader's own mounts
 * have it: to somebody outside of the machine in which the file lies it is "/", and so for every other machine's devices.
 * The kernel keeps the name they were made with, but tells it only while the file can be asked for its status: not when
 * QEMU showed it over FUSE and has ended. So devices are let go of **before** what uses them is ended; the kernel detaches
 * each when its last user is gone.
 */
import { realpath } from 'node:fs/promises';
import { readKernelFile } from './kernel-file.ts';
import { run } from './run.ts';

/**
 * Perl, as Node has no ioctl. loop(4): LOOP_GET_STATUS64 answers where the name lies, LOOP_CLR_FD lets go; the kernel
 * keeps 63 bytes of a name. `below($directory, $release)` answers the paths.
 */
export const loopsInPerl = `sub below {
  my ($start, $release) = (substr("$_[0]/", 0, 63), $_[1]);
  my @found;
  for my $path (glob '/dev/loop[0-9]*') {
    open(my $device, '<', $path) or next;
    my $status = "\\0" x 232;
    ioctl($device, 0x4C05, $status) or next;
    index(unpack('Z64', substr($status, 56, 64)), $start) == 0 or next;
    push @found, $path;
    ioctl($device, 0x4C01, 0) if $release;
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
export const loopsMadeBelow = (directory: string): Promise<string[]> => ask(directory, 0);

/** Each of them goes with its last user, who is not disturbed. Call it before what uses them is ended. */
export async function releaseLoopsOf(directory: string): Promise<ReleasedLoop[]> {
  return (await ask(directory, 1)).map((path) => ({ path, sequence: sequenceOf(path) }));
}

/** Waits until the kernel has let go of them; answers the paths of those that somebody still holds. */
export async function heldLoops(released: readonly ReleasedLoop[]): Promise<string[]> {
  const end = performance.now() + settleMs;
  for (;;) {
    const held = released.filter(({ path, sequence }) => attached(path) && sequenceOf(path) === sequence);
    if (held.length === 0 || performance.now() > end) return held.map(({ path }) => path);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function ask(directory: string, release: 0 | 1): Promise<string[]> {
  // As losetup names them; a directory that is gone has no other name any more.
  const real = await realpath(directory).catch(() => directory);
  const script = `${loopsInPerl} print "$_\\n" for below(@ARGV);`;
  const { stdout } = await run('perl', ['-e', script, real, String(release)]);
  return stdout.split('\n').filter((path) => path !== '');
}

const inSys = (path: string) => path.replace('/dev/', '/sys/block/');
const attached = (path: string) => readKernelFile(`${inSys(path)}/loop/backing_file`) !== undefined;
const sequenceOf = (path: string) => readKernelFile(`${inSys(path)}/diskseq`) ?? '';
