import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contextDigest } from './context-files.ts';

/** Written last: a directory without it was not finished. */
const seal = '.digest';

export async function contextIsCurrent(directory: string, files: Readonly<Record<string, string>>): Promise<boolean> {
  const sealed = await readFile(join(directory, seal), 'utf8').catch(() => '');
  return sealed === contextDigest(files);
}

/** Files keep their names and the directory stays the same one: a container has it mounted. */
export async function writeContext(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(directory, { recursive: true });
  await rm(join(directory, seal), { force: true });
  for (const [name, text] of [...Object.entries(files), [seal, contextDigest(files)] as const]) {
    const part = join(directory, `.${name}.part`);
    await writeFile(part, text, { mode: 0o644 });
    await rename(part, join(directory, name));
  }
}
