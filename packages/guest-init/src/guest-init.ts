import { CommandError, run } from '@skerry/host-os';
import { SkerryError } from '@skerry/kit';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

const here = import.meta.dirname;
/** A program that was bundled into dist/ finds the sources where they are. */
const program = join(here, basename(here) === 'dist' ? '../packages/guest-init/program' : '../program');

/** Static: the guest's root may hold nothing else that runs. */
const flags = ['-std=gnu11', '-D_GNU_SOURCE', '-Os', '-static', '-s', '-Wall', '-Wextra'];
/** A second on an idle machine. */
const deadlineMs = 120_000;

/**
 * The path of `skerry-init` in this directory, built when it is not there. Its name comes from its sources, so what was
 * built of others stays for guests that run with it. Dying meanwhile leaves a directory `build-*` at most.
 * @throws SkerryError `runtime-unavailable` where there is no compiler.
 */
export async function ensureGuestInit(directory: string): Promise<string> {
  const path = join(directory, `skerry-init-${await guestInitHash()}`);
  if (await exists(path)) return path;
  await mkdir(directory, { recursive: true });
  const work = await mkdtemp(join(directory, 'build-'));
  try {
    const built = join(work, 'skerry-init');
    const parts = (await sources()).filter((name) => name.endsWith('.c')).map((name) => join(program, name));
    await run('gcc', [...flags, '-o', built, ...parts], { deadlineMs });
    // Two that build at once build the same.
    await rename(built, path);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new SkerryError(
      {
        code: 'runtime-unavailable',
        kind: 'failed',
        message: `The first program of guests could not be built. ${error.message}`,
        hint: 'Install the packages gcc and libc6-dev on the host.',
      },
      {},
      error,
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return path;
}

/** Another one for each other content of it. */
export async function guestInitHash(): Promise<string> {
  const hash = createHash('sha256').update(`${process.arch} ${flags.join(' ')}\n`);
  for (const name of await sources()) hash.update(`${name}\n`).update(await readFile(join(program, name)));
  return hash.digest('hex').slice(0, 16);
}

const sources = async (): Promise<string[]> => (await readdir(program)).filter((name) => /\.[ch]$/.test(name)).sort();

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
