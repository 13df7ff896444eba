/**
 * What a guest is told, as files on its host. The directory is root's alone and no guest ever sees it: drivers hand over
 * copies. It is written beside and put in place as a whole; if we die, the old one is there, the new one, or none. There
 * is no seal that could be forged: whether it is current is read from the files themselves.
 * Do not mount it into a guest, and do not write into it: replace it.
 */
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

type Files = Readonly<Record<string, string | Uint8Array>>;

export async function contextIsCurrent(directory: string, files: Files): Promise<boolean> {
  const found = await lstat(directory).catch(undefinedIfMissing);
  if (!found?.isDirectory() || found.uid !== process.geteuid?.() || (found.mode & 0o077) !== 0) return false;
  const names = await readdir(directory);
  if (names.length !== Object.keys(files).length) return false;
  const same = await Promise.all(Object.entries(files).map(([name, text]) => holds(join(directory, name), text)));
  return same.every(Boolean);
}

/** The guest is off. What lies there may be of an older build, whose guests could write into it: it is not trusted. */
export async function writeContext(directory: string, files: Files): Promise<void> {
  const part = `${directory}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { mode: 0o700, recursive: true });
  const fresh = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  for (const [name, text] of Object.entries(files)) {
    const file = await open(join(part, name), fresh, 0o600);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
  }
  await rm(directory, { recursive: true, force: true });
  await rename(part, directory);
}

async function holds(path: string, wanted: string | Uint8Array): Promise<boolean> {
  const bytes = Buffer.from(wanted);
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    undefinedIfOther,
  );
  if (!file) return false;
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size !== bytes.length) return false;
    // Looked at before each step of each start: in one read, which a longer file would fill.
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(bytes.length + 1), 0, bytes.length + 1, 0);
    return bytes.equals(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

function undefinedIfOther(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ELOOP' || error.code === 'ENXIO') return undefined;
  return undefinedIfMissing(error);
}
