import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../failure/cli-error.ts';
import type { Io } from '../io.ts';

/** What `npm start` leaves for the machine's own users: `<state>/credentials.json`, mode 0600. */
export interface QuickstartCredentials {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

export const quickstartPath = (io: Io): string => join(io.env['SKERRY_STATE'] || '/var/lib/skerry', 'credentials.json');

/** Undefined when this machine has no quickstart, or its credentials are not for this user. */
export async function readQuickstart(io: Io, path = quickstartPath(io)): Promise<QuickstartCredentials | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return undefined;
    throw error;
  }
  try {
    const value = JSON.parse(text) as Partial<QuickstartCredentials>;
    if (typeof value.url === 'string' && typeof value.user === 'string' && typeof value.password === 'string') {
      return { url: value.url, user: value.user, password: value.password };
    }
  } catch {
    // Falls through: half a file and a wrong file are the same to the user.
  }
  throw new CliError(`${path} is damaged: it does not hold url, user and password.`, {
    hint: 'Run `npm start` again, or log in with `skerry login`.',
  });
}
