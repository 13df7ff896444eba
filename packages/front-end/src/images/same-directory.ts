import { stat } from 'node:fs/promises';

/** Whether two paths lead to one directory, by links or mounts or by their names; one that is not there is none. */
export async function isSameDirectory(a: string, b: string): Promise<boolean> {
  if (a === b) return true;
  const [one, other] = await Promise.all([a, b].map((path) => stat(path, { bigint: true }).catch(() => undefined)));
  return one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino;
}

/** The numbers of those whose files lie in the directory, under whatever name. */
export async function datastoresIn(
  directory: string,
  datastores: Iterable<{ readonly id: number; readonly path: string }>,
): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  for (const { id, path } of datastores) if (await isSameDirectory(path, directory)) found.add(id);
  return found;
}
