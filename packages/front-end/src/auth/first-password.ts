/**
 * The password of the first administrator, when nobody gave one. It is never printed: what a service prints goes into
 * the journal, which more people read and keep than may be administrators. It lies in a file that only we may read,
 * written before the store is begun: killed between the two, the next start takes it from there.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const firstPasswordFile = (directory: string): string => join(directory, 'admin-password');

export function firstPassword(directory: string): string {
  const path = firstPasswordFile(directory);
  try {
    // A link that somebody put there is not followed.
    const file = openSync(
      path,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
      0o600,
    );
    try {
      writeFileSync(file, `${randomBytes(15).toString('base64url')}\n`, { flush: true });
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const known = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const password = readFileSync(known, 'utf8').trim();
    // We died while it was made, and nothing was begun with it.
    if (password === '') throw new Error(`${path} is empty: remove it and start again`);
    return password;
  } finally {
    closeSync(known);
  }
}
