import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces a file whole or not at all, also across a power cut. Readable by its owner only unless `mode` is given. */
export async function writeFileAtomically(path: string, content: string, mode = 0o600): Promise<void> {
  const draft = `${path}.${process.pid}.new`;
  const file = await open(draft, 'w', mode);
  try {
    await file.chmod(mode);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  const directory = await open(dirname(path), 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
