import { constants } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';

/** Whoever reaches an image may read it; nobody may write it, not even who owns it, without first saying so. */
export const imageMode = 0o444;

/** Opens an image to read it; a link or anything but a file in its place is refused by `ELOOP` or `EINVAL`. */
export async function openImage(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw Object.assign(new Error(`${path} is not a file`), { code: 'EINVAL' });
}

/** Makes the file ours and read-only, whatever was done to it. True when that was not so. */
export async function ownImage(file: FileHandle): Promise<boolean> {
  const { uid, gid, mode } = await file.stat();
  const [ourUid = uid, ourGid = gid] = [process.getuid?.(), process.getgid?.()];
  const foreign = uid !== ourUid || gid !== ourGid;
  if (foreign) await file.chown(ourUid, ourGid);
  const writable = (mode & 0o7777) !== imageMode;
  if (writable) await file.chmod(imageMode);
  return foreign || writable;
}

/** Takes the name from a file that is not what its name says. Who has it open keeps it. */
export async function setAside(path: string, aside: string): Promise<void> {
  await rename(path, aside).catch((error: NodeJS.ErrnoException) => {
    // Somebody else was faster.
    if (error.code !== 'ENOENT') throw error;
  });
}

/** On return the names in it outlive a loss of power. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
