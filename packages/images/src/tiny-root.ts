import { chmod, copyFile, cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { run } from '@skerry/host-os';
import type { DebianArchive, DebianPackage } from './debian-archive.ts';
import { loadOrder, readModuleGraph } from './kernel-modules.ts';
import { mendedBusybox } from './mended-busybox.ts';
import { type Recipe, readList, sharedDirectory } from './recipe.ts';
import type { RootBuild } from './root-build.ts';

/** Mount points and the like; git keeps no empty directories. */
const emptyDirectories = [
  'bin',
  'boot/extlinux',
  'dev',
  'lib/modules/skerry',
  'mnt',
  'proc',
  'root',
  'run',
  'sbin',
  'sys',
  'tmp',
  'usr/bin',
  'usr/sbin',
  'var/lib/cloud/seed/nocloud',
  'var/log',
];

/** Makes the root directory of tiny: busybox, the kernel with the few modules it needs, and the files of the recipe. */
export async function buildTinyRoot(recipe: Recipe, archive: DebianArchive, build: RootBuild): Promise<string[]> {
  const { rootDirectory: root, workDirectory } = build;
  build.onProgress('fetching packages', 0.05);
  const files = build.packages.filter((entry) => entry.name === 'busybox-static' || /^linux-image-\d/.test(entry.name));
  const unpacked = join(workDirectory, 'unpacked');
  await fetchAndUnpack(archive, files, workDirectory, unpacked, build.signal);

  build.onProgress('putting the system together', 0.3);
  for (const directory of emptyDirectories) await mkdir(join(root, directory), { recursive: true });
  await cp(join(recipe.directory, 'root'), root, { recursive: true });
  await installBusybox(join(unpacked, 'bin/busybox'), root);
  await copyFile(join(recipe.directory, 'extlinux.conf'), join(root, 'boot/extlinux/extlinux.conf'));

  const version = await kernelVersion(unpacked);
  await copyFile(join(unpacked, 'boot', `vmlinuz-${version}`), join(root, 'boot/vmlinuz'));
  await run('depmod', ['--basedir', unpacked, version], { deadlineMs: 60_000 });
  const modules = join(unpacked, 'lib/modules', version);
  const graph = await readModuleGraph(modules);
  const builtin = new Set((await readFile(join(modules, 'modules.builtin'), 'utf8')).split('\n').map(moduleName));
  const wanted = (await readList(join(recipe.directory, 'modules'))).map((line) => line.split(/\s+/));
  const plan = (stage: string) => {
    const names = wanted.filter(([where]) => where === stage).flatMap(([, name]) => name ?? []);
    return loadOrder(graph, names, (name) => builtin.has(name));
  };
  const early = plan('initramfs');
  await copyModules(
    modules,
    plan('root').filter((path) => !early.includes(path)),
    join(root, 'lib/modules/skerry'),
  );
  await writeInitramfs(
    join(workDirectory, 'initramfs'),
    modules,
    early,
    join(root, 'bin/busybox'),
    join(root, 'boot/initramfs'),
  );
  // The recipe's files carry the owner and the umask of whoever checked them out.
  await run('chown', ['--recursive', '--no-dereference', '0:0', root]);
  await run('chmod', ['--recursive', 'u=rwX,go=rX', root]);
  await chmod(join(root, 'tmp'), 0o1777);
  return files.map((entry) => `${entry.name}=${entry.version}`);
}

async function fetchAndUnpack(
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

async function installBusybox(binary: string, root: string): Promise<void> {
  const target = join(root, 'bin/busybox');
  await writeFile(target, mendedBusybox(await readFile(binary)), { mode: 0o755 });
  await chmod(target, 0o755);
  const { stdout } = await run(target, ['--list']);
  for (const applet of stdout.split('\n')) {
    if (applet === '' || applet === 'busybox') continue;
    // A file of the recipe takes the place of the program of that name.
    await symlink('busybox', join(root, 'bin', applet)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  await symlink('../bin/busybox', join(root, 'sbin/init'));
}

async function kernelVersion(unpacked: string): Promise<string> {
  const [version] = await readdir(join(unpacked, 'lib/modules'));
  if (version === undefined) throw new Error('the kernel package holds no modules');
  return version;
}

function moduleName(path: string): string {
  return basename(path, '.ko').replaceAll('-', '_');
}

/** Copies the files flat, with a file `order` that names them in the order in which they must be loaded. */
async function copyModules(modules: string, paths: readonly string[], target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const path of paths) await copyFile(join(modules, path), join(target, basename(path)));
  await writeFile(join(target, 'order'), paths.map((path) => `${basename(path)}\n`).join(''));
}

/** Not compressed: unpacking costs an emulated guest more than reading does. */
async function writeInitramfs(
  tree: string,
  modules: string,
  paths: readonly string[],
  busybox: string,
  target: string,
): Promise<void> {
  for (const directory of ['bin', 'dev', 'root']) await mkdir(join(tree, directory), { recursive: true });
  await copyModules(modules, paths, join(tree, 'modules'));
  await copyFile(busybox, join(tree, 'bin/busybox'));
  await copyFile(join(sharedDirectory, 'initramfs-init'), join(tree, 'init'));
  await chmod(join(tree, 'init'), 0o755);
  const { stdout } = await run('find', ['.', '-print0'], { cwd: tree });
  const format = ['--create', '--format=newc', '--null', '--quiet', '--owner=0:0', `--file=${target}`];
  await run('cpio', format, { cwd: tree, input: stdout });
}
