import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** How one logs in at a cloud that was made here. The CLI reads it too. */
export interface Credentials {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Of administrators at the console of the site. */
  readonly sitePassword?: string;
}

/** Kept at `path` (0600). Made before the front-end starts for the first time, which takes the password over. */
export function credentialsAt(path: string, url: string): Credentials {
  const known = readJson(path) as Credentials | undefined;
  if (known?.url === url) return known;
  const made = { ...known, url, user: 'admin', password: known?.password ?? randomBytes(15).toString('base64url') };
  writeWhole(path, made, 0o600);
  return made;
}

/** Undefined: there is no such file. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The old content or the new, never half of it. */
export function writeWhole(path: string, value: unknown, mode: number): void {
  writeFileSync(`${path}.part`, `${JSON.stringify(value, null, 2)}\n`, { mode, flush: true });
  renameSync(`${path}.part`, path);
}
