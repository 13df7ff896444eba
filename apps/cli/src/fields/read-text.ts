import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { usage } from '../failure/cli-error.ts';
import type { Io } from '../io.ts';

/** `@file` is what lies in the file, `@-` is standard input, anything else is itself. */
export async function textOrFile(io: Io, value: string): Promise<string> {
  return value.startsWith('@') ? await fileOrStdin(io, value.slice(1)) : value;
}

export async function fileOrStdin(io: Io, path: string): Promise<string> {
  if (path === '-') return await readAll(io.stdin);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a directory' : 'cannot be read';
    throw usage(`The file ${path} ${why}.`, 'Give the path of a file that you may read, or "-" for standard input.');
  }
}
