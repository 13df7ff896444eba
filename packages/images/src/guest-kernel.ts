/**
 * The kernel of guests that bring a root and nothing before it: Debian's, with a first root of the few modules that a
 * machine needs and `skerry-init`. It starts without firmware: as an ELF file, which no guest has to unpack.
 */
import { ensureGuestInit, guestInitHash } from '@skerry/guest-init';
import { writeFileAtomic } from '@skerry/host-os';
import { chmod, copyFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOnce, type BuildOptions, type Work } from './cached-build.ts';
import { aboutFile, type AboutKernel, type BuiltGuestKernel, guestKernelAt } from './finished-kernel.ts';
import { copyModules, fetchAndUnpack, isKernel, openKernelPackage, packInitramfs } from './kernel-package.ts';
import { unpackLz4 } from './lz4-frames.ts';
import { pinnedGuestKernel } from './pinned.ts';
import { readList } from './recipe.ts';

export type { BuiltGuestKernel };

/** Found in the cache, or built. @throws SkerryError with a code of `ImageErrorCode`. */
export async function buildGuestKernel(options: BuildOptions): Promise<BuiltGuestKernel> {
  const wanted = {
    name: 'guest-kernel',
    what: 'the kernel of guests',
    parts: await guestInitHash(),
    pinned: () => pinnedGuestKernel(options.cacheDir),
    find: guestKernelAt,
    make: (work: Work) => make(work, options),
  };
  return buildOnce(wanted, options);
}

async function make(work: Work, { onProgress = () => undefined, signal }: BuildOptions): Promise<BuiltGuestKernel> {
  const { recipe, archive, packages, base, directory } = work;
  onProgress('fetching the kernel', 0.1);
  const unpacked = join(directory, 'unpacked');
  await fetchAndUnpack(archive, packages.filter(isKernel), directory, unpacked, signal);
  const kernel = await openKernelPackage(unpacked);
  onProgress('putting it together', 0.6);
  const made = join(directory, 'made');
  const tree = join(directory, 'tree');
  for (const path of [made, tree]) await mkdir(path, { mode: 0o755 });
  const wanted = (await readList(join(recipe.directory, 'modules'))).map((line) => line.split(/\s+/));
  const namesOf = (list: string) => wanted.filter(([where]) => where === list).flatMap(([, name]) => name ?? []);
  const first = kernel.order(namesOf('order'));
  await copyModules(kernel.modules, first, join(tree, 'modules'));
  const more = kernel.order(namesOf('system')).filter((path) => !first.includes(path));
  await copyModules(kernel.modules, more, join(tree, 'modules'), 'system');
  await copyFile(await ensureGuestInit(directory), join(tree, 'init'));
  await chmod(join(tree, 'init'), 0o755);
  await packInitramfs(tree, join(made, 'initramfs'));
  await unpackKernel(kernel.image, join(made, 'vmlinux'));
  const about: AboutKernel = {
    version: kernel.version,
    packages: packages.map(({ name, version }) => `${name}=${version}`),
    bytes: { vmlinux: await bytesOf(join(made, 'vmlinux')), initramfs: await bytesOf(join(made, 'initramfs')) },
  };
  await writeFileAtomic(join(made, aboutFile), `${JSON.stringify(about, undefined, 2)}\n`);
  // QEMU of every guest reads them, as whichever user.
  for (const name of ['initramfs', 'vmlinux', aboutFile]) await chmod(join(made, name), 0o644);
  await rename(made, base);
  onProgress('done', 1);
  return { directory: base, version: kernel.version };
}

const bytesOf = async (path: string): Promise<number> => (await stat(path)).size;

/** Offsets of the boot protocol: Documentation/arch/x86/boot.rst of Linux. */
const setupSectors = 0x1f1;
const payloadOffset = 0x248;
const payloadLength = 0x24c;

/** The ELF file inside of a kernel that unpacks itself, so that no guest spends its first second on that. */
async function unpackKernel(image: string, target: string): Promise<void> {
  const file = await readFile(image);
  const from = ((file[setupSectors] || 4) + 1) * 512 + file.readUInt32LE(payloadOffset);
  // Behind it stands the length of what is in it.
  const payload = file.subarray(from, from + file.readUInt32LE(payloadLength) - 4);
  await writeFile(target, unpackLz4(payload));
}
