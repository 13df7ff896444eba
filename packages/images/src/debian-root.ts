import { join } from 'node:path';
import { run } from '@skerry/host-os';
import { type DebianArchive, parseControl, suite } from './debian-archive.ts';
import { imageError } from './image-error.ts';
import type { Recipe } from './recipe.ts';
import type { RootBuild } from './root-build.ts';

/** Reading matter that nobody reads inside a guest; licences stay. */
const leftOut = ['/usr/share/man/*', '/usr/share/doc/*', '/usr/share/info/*', '/usr/share/locale/*'];

/** What mmdebstrap says when a stage begins, and where the whole build stands then. */
const stages = [
  { says: 'I: running apt-get update', step: 'fetching package lists', fraction: 0.04 },
  { says: 'I: downloading packages with apt', step: 'fetching the essential packages', fraction: 0.08 },
  { says: 'I: extracting archives', step: 'unpacking the essential packages', fraction: 0.15 },
  { says: 'I: installing essential packages', step: 'installing the essential packages', fraction: 0.2 },
  { says: 'I: installing remaining packages', step: 'fetching and installing the other packages', fraction: 0.35 },
  { says: 'I: cleaning package lists', step: 'cleaning up', fraction: 0.75 },
] as const;

/** Makes the root directory of debian-12 with mmdebstrap; the hooks beside the recipe say what is special about it. */
export async function buildDebianRoot(recipe: Recipe, archive: DebianArchive, build: RootBuild): Promise<string[]> {
  build.onProgress('starting mmdebstrap', 0.02);
  await run(
    'mmdebstrap',
    [
      '--mode=root',
      '--variant=minbase',
      '--architectures=amd64',
      `--include=${recipe.packages.join(',')}`,
      ...leftOut.map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
      '--dpkgopt=path-include=/usr/share/doc/*/copyright',
      '--aptopt=Apt::Install-Recommends "false"',
      `--essential-hook=${join(recipe.directory, 'before-packages.sh')}`,
      `--customize-hook=${join(recipe.directory, 'after-packages.sh')}`,
      suite,
      build.rootDirectory,
      ...archive.sourceLines,
    ],
    {
      deadlineMs: 1_800_000,
      env: { TMPDIR: build.workDirectory },
      onStderrLine: (line) => {
        const found = stages.find(({ says }) => line.startsWith(says));
        if (found !== undefined) build.onProgress(found.step, found.fraction);
      },
      ...(build.signal === undefined ? {} : { signal: build.signal }),
    },
  );
  const { stdout } = await run('dpkg-query', [
    `--admindir=${join(build.rootDirectory, 'var/lib/dpkg')}`,
    '--show',
    '--showformat=Package: ${Package}\\nVersion: ${Version}\\n\\n',
  ]);
  const installed = parseControl(stdout);
  if (installed.length === 0) {
    throw imageError(
      'image-build-failed',
      'mmdebstrap ended well but installed nothing.',
      'Run the build again; if it stays so, try another mirror.',
    );
  }
  return installed.map((entry) => `${entry.name}=${entry.version}`);
}
