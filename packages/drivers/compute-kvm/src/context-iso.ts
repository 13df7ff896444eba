import { run } from '@skerry/host-os';
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Builds the ISO that cloud-init and our own images read, unless the one there is of the same content. A digest beside
 * it says which that was; it is written last, so a cut build is built again.
 */
export async function ensureContextIso(contextDirectory: string, iso: string): Promise<void> {
  const digest = await digestOf(contextDirectory);
  const digestFile = `${iso}.digest`;
  const built = await readFile(digestFile, 'utf8').catch(undefinedIfMissing);
  if (built === digest && (await stat(iso).catch(undefinedIfMissing))) return;
  const fresh = `${iso}.new`;
  await rm(fresh, { force: true });
  const format = ['-volid', 'cidata', '-joliet', '-rock'];
  await run('xorriso', ['-as', 'mkisofs', '-quiet', ...format, '-output', fresh, contextDirectory]);
  await rm(digestFile, { force: true });
  await rename(fresh, iso);
  await writeFile(digestFile, digest);
}

export async function removeContextIso(iso: string): Promise<void> {
  for (const path of [iso, `${iso}.new`, `${iso}.digest`]) await rm(path, { force: true });
}

async function digestOf(directory: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(directory)).sort()) {
    const content = await readFile(join(directory, name));
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
