/** Debian's kernel out of its package: its image, and the modules that somebody wants of it, in the order to load them. */
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { run } from '@skerry/host-os';
import type { DebianArchive, DebianPackage } from './debian-archive.ts';
import { loadOrder, readModuleGraph } from './kernel-modules.ts';

export interface KernelPackage {
  readonly version: string;
  /** As a boot loader takes it. */
  readonly image: string;
  /** Paths below `modules`, in the order in which they must be loaded. */
  order(names: readonly string[]): string[];
  readonly modules: string;
}

export const isKernel = ({ name }: DebianPackage): boolean => /^linux-image-\d/.test(name);

export async function fetchAndUnpack(
  archive: DebianArchive,
  packages: readonly DebianPackage[],
  workDirectory: string,
  target: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const fetched = join(workDirectory, 'fetched');
  await mkdir(fetched);
  const exact = packages.map((entry) => `${entry.name}=${entry.version}`);
  // apt's own user cannot write into our directory; what it fetches is checked by hash all the same.
  const options = [...archive.aptOptions, '-o', 'APT::Sandbox::User=root', '--quiet'];
  await run('apt-get', [...options, 'download', ...exact], {
    cwd: fetched,
    deadlineMs: 600_000,
    ...(signal === undefined ? {} : { signal }),
  });
  for (const file of await readdir(fetched)) {
    await run('dpkg-deb', ['--extract', join(fetched, file), target], { deadlineMs: 120_000 });
  }
}

/** `unpacked`: holds the package of one kernel. */
export async function openKernelPackage(unpacked: string): Promise<KernelPackage> {
  const [version] = await readdir(join(unpacked, 'lib/modules'));
  if (version === undefined) throw new Error('the kernel package holds no modules');
  await run('depmod', ['--basedir', unpacked, version], { deadlineMs: 60_000 });
  const modules = join(unpacked, 'lib/modules', version);
  const graph = await readModuleGraph(modules);
  const builtin = new Set((await readFile(join(modules, 'modules.builtin'), 'utf8')).split('\n').map(moduleName));
  return {
    version,
    image: join(unpacked, 'boot', `vmlinuz-${version}`),
    modules,
    order: (names) => loadOrder(graph, names, (name) => builtin.has(name)),
  };
}

/** Copies the files flat, with a file of this name that lists them in order. */
export async function copyModules(
  modules: string,
  paths: readonly string[],
  target: string,
  list = 'order',
): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const path of paths) await copyFile(join(modules, path), join(target, basename(path)));
  await writeFile(join(target, list), paths.map((path) => `${basename(path)}\n`).join(''));
}

/** Not compressed: unpacking costs an emulated guest more than reading does. */
export async function packInitramfs(tree: string, target: string): Promise<void> {
  const { stdout } = await run('find', ['.', '-print0'], { cwd: tree });
  const format = ['--create', '--format=newc', '--null', '--quiet', '--owner=0:0', `--file=${target}`];
  await run('cpio', format, { cwd: tree, input: stdout });
}

function moduleName(path: string): string {
  return basename(path, '.ko').replaceAll('-', '_');
}
