/**
 * Directories of guests on a host: `guests/<id>` and below it what the agent and the driver keep. All are root's; others
 * may pass through to what is theirs below, and list nothing.
 */
import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { contextDirectory, guestDirectory } from './guest-paths.ts';

const passable = 0o711;

/** The driver's directory of a guest. Each level gets its mode also when somebody else made it. */
export async function makeGuestDirectory(dataDirectory: string, instanceId: number): Promise<string> {
  const guest = guestDirectory(dataDirectory, instanceId);
  const run = join(guest, 'run');
  for (const each of [join(dataDirectory, 'guests'), guest, run]) {
    await mkdir(each, { recursive: true, mode: passable });
    await chmod(each, passable);
  }
  return run;
}

/** Closes what an older build left open to every user of the host, also of guests that run. */
export async function closeGuestDirectories(dataDirectory: string): Promise<void> {
  const guests = join(dataDirectory, 'guests');
  const ids = (await readdir(guests).catch(noneIfMissing)).filter((name) => /^\d+$/.test(name)).map(Number);
  if (ids.length > 0) await chmod(guests, passable);
  for (const id of ids) {
    await chmod(guestDirectory(dataDirectory, id), passable);
    await chmod(contextDirectory(dataDirectory, id), 0o700).catch(noneIfMissing);
  }
}

function noneIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
