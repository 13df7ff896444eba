import { readFile } from 'node:fs/promises';
import { buffer as readAll } from 'node:stream/consumers';
import { usage } from '../failure/cli-error.ts';
import type { Io } from '../io.ts';

/** `@file` is what lies in the file, `@-` is standard input, anything else is itself. */
export async function textOrFile(io: Io, value: string): Promise<string> {
  return value.startsWith('@') ? await fileOrStdin(io, value.slice(1)) : value;
}

/** The same as it lies there: a file need not be text. */
export async function bytesOrFile(io: Io, value: string): Promise<Uint8Array> {
  return value.startsWith('@') ? await bytesOfFile(io, value.slice(1)) : Buffer.from(value);
}

export async function fileOrStdin(io: Io, path: string): Promise<string> {
  return Buffer.from(await bytesOfFile(io, path)).toString('utf8');
}

async function bytesOfFile(io: Io, path: string): Promise<Uint8Array> {
  if (path === '-') return await readAll(io.stdin);
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a directory' : 'cannot be read';
    throw usage(`The file ${path} ${why}.`, 'Give the path of a file that you may read, or "-" for standard input.');
  }
}
