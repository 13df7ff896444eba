import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, run } from '@skerry/host-os';
import { imageError } from './image-error.ts';

/** Debian 12. */
export const suite = 'bookworm';

export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  /** As in the control file: "a (>= 1), b | c". */
  readonly depends: string;
}

/** Where packages come from: the machine's own apt sources, or one mirror with lists of its own. */
export interface DebianArchive {
  /** Options for apt-get and apt-cache that select it. */
  readonly aptOptions: readonly string[];
  /** One-line entries of sources.list. */
  readonly sourceLines: readonly string[];
}

/**
 * @param mirror for example "http://deb.debian.org/debian". Without it the Debian sources of this machine are used.
 * @throws image-package-not-available when the machine has no source for Debian 12.
 */
export async function openArchive(cacheDir: string, mirror: string | undefined): Promise<DebianArchive> {
  if (mirror !== undefined) {
    const lists = join(cacheDir, 'apt', 'lists');
    const sources = join(cacheDir, 'apt', 'sources.list');
    await mkdir(join(lists, 'partial'), { recursive: true });
    const sourceLines = [`deb ${mirror} ${suite} main`];
    await writeFile(sources, `${sourceLines.join('\n')}\n`);
    const settings = { SourceList: sources, SourceParts: '/dev/null' };
    const aptOptions = Object.entries(settings).flatMap(([key, value]) => ['-o', `Dir::Etc::${key}=${value}`]);
    return { sourceLines, aptOptions: [...aptOptions, '-o', `Dir::State::Lists=${lists}`] };
  }
  const format = '$(ORIGIN) $(CODENAME) $(REPO_URI) $(COMPONENT)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const sourceLines = debianSources(stdout);
  if (sourceLines.length === 0) {
    throw imageError(
      'image-package-not-available',
      `This machine has no apt source for Debian 12 (${suite}), or its lists were never fetched.`,
      'Run "apt-get update", or name a Debian mirror.',
    );
  }
  return { sourceLines, aptOptions: [] };
}

/** Only Debian's own archives go into an image, whatever else the machine is subscribed to. */
export function debianSources(indexTargets: string): string[] {
  const lines = new Set<string>();
  for (const line of indexTargets.split('\n')) {
    const [origin, codename, uri, component] = line.split(' ');
    if (origin !== 'Debian' || codename === undefined || !codename.startsWith(suite)) continue;
    if (uri !== undefined && component === 'main') lines.add(`deb ${uri.replace(/\/$/, '')} ${codename} ${component}`);
  }
  return [...lines];
}

/**
 * The newest version of each package, and of the kernel that a `linux-image-*` meta package stands for. Fetches the
 * package lists when they are missing.
 * @throws image-package-not-available
 */
export async function resolvePackages(archive: DebianArchive, names: readonly string[]): Promise<DebianPackage[]> {
  const first = await show(archive, names);
  let found = first;
  if (missing(names, first).length > 0) {
    await run('apt-get', [...archive.aptOptions, '--quiet', 'update'], { deadlineMs: 300_000 });
    found = await show(archive, names);
  }
  const absent = missing(names, found);
  if (absent.length > 0) {
    throw imageError(
      'image-package-not-available',
      `The apt sources hold no package ${absent.join(', ')}.`,
      'Check that the machine, or the mirror you named, has the main component of Debian 12.',
    );
  }
  const kernels = found.flatMap((entry) =>
    [...entry.depends.matchAll(/\blinux-image-\d\S*-amd64\b/g)].map(([name]) => name),
  );
  return [...found, ...(await show(archive, kernels))];
}

function missing(names: readonly string[], found: readonly DebianPackage[]): string[] {
  return names.filter((name) => !found.some((entry) => entry.name === name));
}

async function show(archive: DebianArchive, names: readonly string[]): Promise<DebianPackage[]> {
  if (names.length === 0) return [];
  try {
    const { stdout } = await run('apt-cache', [...archive.aptOptions, 'show', '--no-all-versions', ...names], {
      // 100: some are not there; what is there was printed.
      okCodes: [0, 100],
    });
    return parseControl(stdout);
  } catch (error) {
    if (!(error instanceof CommandError) || error.code !== 'command-missing') throw error;
    throw imageError('image-tool-missing', 'apt is not installed.', 'Build images on Debian or Ubuntu.', error);
  }
}

export function parseControl(text: string): DebianPackage[] {
  const field = (paragraph: string, name: string) => new RegExp(`^${name}: *(.*)$`, 'm').exec(paragraph)?.[1] ?? '';
  return text
    .split(/\n\n+/)
    .map((paragraph) => ({
      name: field(paragraph, 'Package'),
      version: field(paragraph, 'Version'),
      depends: field(paragraph, 'Depends'),
    }))
    .filter((entry) => entry.name !== '');
}
