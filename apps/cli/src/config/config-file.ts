import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliError } from '../failure/cli-error.ts';
import type { Io } from '../io.ts';

/** One server and how to be known there. */
export interface Context {
  readonly name: string;
  readonly url: string;
  readonly token?: string;
  readonly user?: string;
  /** Made from the quickstart's credentials, and made again from them when the token has expired. */
  readonly automatic?: boolean;
  /** File with the credentials that an automatic context is made from; default: that of the quickstart. */
  readonly credentials?: string;
}

export interface Config {
  readonly current?: string;
  readonly contexts: readonly Context[];
}

export const configPath = (io: Io): string =>
  io.env['SKERRY_CONFIG'] ?? join(io.env['XDG_CONFIG_HOME'] || join(io.home, '.config'), 'skerry', 'config.json');

export async function readConfig(io: Io): Promise<Config> {
  const path = configPath(io);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { contexts: [] };
    throw new CliError(`${path} cannot be read.`, { hint: 'Check its owner and its rights.', cause: error });
  }
  try {
    const value = JSON.parse(text) as Partial<Config> | null;
    const contexts = (value?.contexts ?? []).filter((c) => typeof c.name === 'string' && typeof c.url === 'string');
    return { contexts, ...(typeof value?.current === 'string' ? { current: value.current } : {}) };
  } catch (error) {
    throw new CliError(`${path} is not JSON.`, { hint: 'Mend it, or remove it and log in again.', cause: error });
  }
}

/** Whole or not at all, and from the first byte readable by its owner alone: it holds secrets. */
export async function writeConfig(io: Io, config: Config): Promise<void> {
  const path = configPath(io);
  const next = `${path}.${process.pid}.new`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(next, `${JSON.stringify(config, undefined, 2)}\n`, { mode: 0o600 });
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}

/** The context is put in the place of the one with its name; with `use` it is the current one from now on. */
export function withContext(config: Config, context: Context, use = true): Config {
  const current = use ? context.name : config.current;
  const contexts = [...config.contexts.filter((c) => c.name !== context.name), context];
  return { contexts, ...(current === undefined ? {} : { current }) };
}
