import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileFact } from '../host-facts.ts';

/** What vanished while we looked, or was never there, is simply not there. */
export function gone(error: NodeJS.ErrnoException): undefined {
  if (['ENOENT', 'ENOTDIR', 'ESRCH', 'ENODEV'].includes(error.code ?? '')) return undefined;
  throw error;
}

export const namesIn = async (directory: string): Promise<string[]> => (await readdir(directory).catch(gone)) ?? [];

/** The entries of a directory, with when their content changed last. */
export async function filesIn(directory: string, wanted: (name: string) => boolean = () => true): Promise<FileFact[]> {
  const facts = await Promise.all(
    (await namesIn(directory)).filter(wanted).map(async (name) => factOf(join(directory, name))),
  );
  return facts.filter((fact) => fact !== undefined);
}

export async function factOf(path: string): Promise<FileFact | undefined> {
  const found = await stat(path).catch(gone);
  return found && { path, since: found.mtime.toISOString() };
}
