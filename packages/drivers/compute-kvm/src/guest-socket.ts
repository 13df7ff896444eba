import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { connectUnix } from './unix-socket.ts';

/** Names the file, whatever it is, without opening it (open(2)); Node has no name for it. */
const O_PATH = 0o10_000_000;

/**
 * Connects to a socket in a directory that belongs to the guest's QEMU. A QEMU that was taken over may have put something
 * else in its place: a link to libvirtd's socket would make a tenant's console root's. So what lies there is looked at
 * first, and what was looked at is what is connected to.
 */
export async function connectGuest(path: string): Promise<Socket> {
  const file = await open(path, O_PATH | constants.O_NOFOLLOW);
  try {
    const found = await file.stat();
    if (!found.isSocket() || found.nlink > 1) throw new Error(`${path} is not a socket of its own`);
    return await connectUnix(`/proc/self/fd/${file.fd}`);
  } finally {
    await file.close();
  }
}
