import { chmod, copyFile, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@skerry/host-os';
import type { DebianArchive } from './debian-archive.ts';
import { copyModules, fetchAndUnpack, isKernel, openKernelPackage, packInitramfs } from './kernel-package.ts';
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
  const files = build.packages.filter((entry) => entry.name === 'busybox-static' || isKernel(entry));
  const unpacked = join(workDirectory, 'unpacked');
  await fetchAndUnpack(archive, files, workDirectory, unpacked, build.signal);

  build.onProgress('putting the system together', 0.3);
  for (const directory of emptyDirectories) await mkdir(join(root, directory), { recursive: true });
  await cp(join(recipe.directory, 'root'), root, { recursive: true });
  await installBusybox(join(unpacked, 'bin/busybox'), root);
  await copyFile(join(recipe.directory, 'extlinux.conf'), join(root, 'boot/extlinux/extlinux.conf'));

  const kernel = await openKernelPackage(unpacked);
  await copyFile(kernel.image, join(root, 'boot/vmlinuz'));
  const wanted = (await readList(join(recipe.directory, 'modules'))).map((line) => line.split(/\s+/));
  const plan = (stage: string) =>
    kernel.order(wanted.filter(([where]) => where === stage).flatMap(([, name]) => name ?? []));
  const early = plan('initramfs');
  await copyModules(
    kernel.modules,
    plan('root').filter((path) => !early.includes(path)),
    join(root, 'lib/modules/skerry'),
  );
  const tree = join(workDirectory, 'initramfs');
  for (const directory of ['bin', 'dev', 'root']) await mkdir(join(tree, directory), { recursive: true });
  await copyModules(kernel.modules, early, join(tree, 'modules'));
  await copyFile(join(root, 'bin/busybox'), join(tree, 'bin/busybox'));
  await copyFile(join(sharedDirectory, 'initramfs-init'), join(tree, 'init'));
  await chmod(join(tree, 'init'), 0o755);
  await packInitramfs(tree, join(root, 'boot/initramfs'));
  // The recipe's files carry the owner and the umask of whoever checked them out.
  await run('chown', ['--recursive', '--no-dereference', '0:0', root]);
  await run('chmod', ['--recursive', 'u=rwX,go=rX', root]);
  await chmod(join(root, 'tmp'), 0o1777);
  return files.map((entry) => `${entry.name}=${entry.version}`);
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
