import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { iso9660 } from './iso9660.ts';

/** Builds the ISO that cloud-init and our own images read: it finds the volume `cidata` by its label. */
export async function ensureContextIso(contextDirectory: string, iso: string): Promise<void> {
  const names = (await readdir(contextDirectory)).sort();
  const files = await Promise.all(
    names.map(async (name) => ({ name, content: await readFile(join(contextDirectory, name)) })),
  );
  // The guest is off, and it is built for each start: nothing needs to last if we die.
  const fresh = `${iso}.new`;
  await writeFile(fresh, iso9660('cidata', files));
  await rename(fresh, iso);
}

export async function removeContextIso(iso: string): Promise<void> {
  for (const path of [iso, `${iso}.new`]) await rm(path, { force: true });
}
