import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { iso9660, type IsoFile } from './iso9660.ts';
import type { QemuIdentity } from './qemu-identity.ts';

/**
 * Builds the ISO that cloud-init and our own images read: it finds the volume `cidata` by its label. It may hold keys and
 * passwords: the guest's own QEMU may read it, nobody else.
 */
export async function ensureContextIso(
  contextDirectory: string,
  iso: string,
  reader: QemuIdentity,
  more: readonly IsoFile[] = [],
): Promise<void> {
  const names = (await readdir(contextDirectory)).sort();
  const files = await Promise.all(
    names.map(async (name) => ({ name, content: await readFile(join(contextDirectory, name)) })),
  );
  // The guest is off, and it is built for each start: nothing needs to last if we die.
  const fresh = `${iso}.new`;
  await rm(fresh, { force: true });
  const file = await open(fresh, 'wx', 0o400);
  try {
    await file.writeFile(iso9660('cidata', [...files, ...more]));
    await file.chown(reader.uid, reader.gid);
  } finally {
    await file.close();
  }
  await rename(fresh, iso);
}

export async function removeContextIso(iso: string): Promise<void> {
  for (const path of [iso, `${iso}.new`]) await rm(path, { force: true });
}
