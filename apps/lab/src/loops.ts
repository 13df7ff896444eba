/**
 * Loop devices belong to the kernel, not to the machine that made them, and outlive it. Behind those of containers lies a
 * file that QEMU shows over FUSE: once its mount is gone with the machine, nobody can tell any more whose they were. So
 * they are noted before a machine is ended, and the note is kept until they are detached.
 */
import { type LoopDevice, loopDevices, run, writeFileAtomic } from '@skerry/host-os';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { labError } from './lab-error.ts';

const noteOf = (directory: string): string => join(directory, 'loops.json');

/** Milliseconds that the kernel may take to let go of the mounts of an ended machine. */
const settleMs = 20_000;

/** `directory`: what the machine has on its disk. */
export async function noteLoops(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  const now = (await loopDevices()).filter((loop) => below(directory, loop)).map((loop) => loop.path);
  const all = [...new Set([...(await noted(directory)), ...now])];
  if (all.length > 0) await writeFileAtomic(noteOf(directory), JSON.stringify(all));
}

/** The machine must have ended. Answers how many there were. */
export async function detachLoops(directory: string): Promise<number> {
  const before = await noted(directory);
  const ours = async () =>
    (await loopDevices()).filter((loop) => below(directory, loop) || (before.includes(loop.path) && orphaned(loop)));
  const found = await ours();
  const end = performance.now() + settleMs;
  for (let left = found; left.length > 0; left = await ours()) {
    // One that is still in use is let go of by the kernel when its last user is gone.
    for (const loop of left) await run('losetup', ['--detach', loop.path], { okCodes: [0, 1] });
    if (performance.now() > end) {
      throw labError(
        'lab-left-over',
        `Loop devices of the lab cannot be detached: ${left.map((loop) => loop.path).join(', ')}.`,
        'See who holds them with "lsblk" and "findmnt", end that, and run the same command again.',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await rm(noteOf(directory), { force: true });
  return found.length;
}

async function noted(directory: string): Promise<string[]> {
  const text = await readFile(noteOf(directory), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '[]';
  });
  return JSON.parse(text) as string[];
}

const below = (directory: string, loop: LoopDevice): boolean => loop.backingFile.startsWith(`${directory}/`);
/** What the kernel calls a file whose mount is gone: the root of what is not there. */
const orphaned = ({ backingFile }: LoopDevice): boolean => backingFile === '/' || backingFile === '';
