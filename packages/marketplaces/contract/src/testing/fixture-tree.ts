import { readFileSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import type { Serve } from './faulty-server.ts';

/** Serves the files of a folder, and besides those given here, as a plain web server would. Paths begin with "/". */
export function fixtureTree(folder: string | undefined, more: ReadonlyMap<string, Buffer | string> = new Map()): Serve {
  return ({ path }) => {
    const { pathname } = new URL(path, 'http://fixture');
    const decoded = decodeURIComponent(pathname);
    const given = more.get(decoded);
    if (given !== undefined) return { status: 200, body: given };
    const file = folder === undefined ? undefined : join(folder, normalize(decoded));
    if (file === undefined || statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return { status: 404 };
    return { status: 200, body: readFileSync(file) };
  };
}
