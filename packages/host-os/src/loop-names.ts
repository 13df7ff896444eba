/**
 * Loop devices by the name of the file that they were made with. The kernel keeps it for as long as the device is there,
 * while the path in /sys is told as the reader's own mounts have it: to somebody outside of the machine in which the
 * file lies it is "/", and so for every other machine's devices. losetup shows only that path.
 */
import { realpath } from 'node:fs/promises';
import { run } from './run.ts';

/** loop(4): LOOP_GET_STATUS64, and where `lo_file_name` lies in what it answers. One that is not in use refuses. */
const tell = `for my $path (glob '/dev/loop[0-9]*') {
  open(my $device, '<', $path) or next;
  my $status = "\\0" x 232;
  print "$path\\t", unpack('Z64', substr($status, 56, 64)), "\\n" if ioctl($device, 0x4C05, $status);
}`;
/** The kernel keeps 63 bytes of the name. */
const keptBytes = 63;
/** Milliseconds that the kernel may take to let go of the mounts of a machine that has ended. */
const settleMs = 20_000;

/** Loop devices that were made from a file below the directory, wherever that was mounted: "/dev/loop3". */
export async function loopsMadeBelow(directory: string): Promise<string[]> {
  // As losetup names them; a directory that is gone has no other name any more.
  const real = await realpath(directory).catch(() => directory);
  const below = Buffer.from(`${real}/`).subarray(0, keptBytes).toString();
  const { stdout } = await run('perl', ['-e', tell]);
  const rows = stdout.split('\n').map((line) => line.split('\t'));
  return rows.filter(([, name]) => name?.startsWith(below)).map(([path]) => path as string);
}

/**
 * Detaches them all. Whoever used them must have ended. Answers how many there were, and those that somebody still holds.
 */
export async function detachLoopsOf(directory: string): Promise<{ found: number; left: string[] }> {
  const end = performance.now() + settleMs;
  const first = await loopsMadeBelow(directory);
  for (let left = first; ; left = await loopsMadeBelow(directory)) {
    if (left.length === 0 || performance.now() > end) return { found: first.length, left };
    // One that is still in use is let go of by the kernel when its last user is gone.
    for (const path of left) await run('losetup', ['--detach', path], { okCodes: [0, 1] });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
