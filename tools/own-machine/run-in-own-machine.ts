/**
 * Runs a program in a machine of its own on this machine, so that it neither uses nor disturbs what runs here: libvirtd,
 * bridges, rules, ports, cgroups, /run, /var and /etc are its own, and it sees no other process. What it shares are the
 * kernel, this repository without dist/, and the image cache, which is read; images are built before, as there is no way
 * out of the machine. Killed at any moment, we leave a place that the next run takes away (place.ts); the machine ends with us.
 */
import { inMachine, type MachineSpec, mounts, runAttached, startMachine } from '@skerry/host-os';
import {
  buildGuestKernel,
  buildImage,
  type BuiltGuestKernel,
  type BuiltImage,
  imageNames,
  pinImages,
} from '@skerry/images';
import { cp, mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, step } from '../bootstrap/report.mjs';
import { inOwnMachine } from './inside.ts';
import { type Place, sweepPlaces, takePlace } from './place.ts';

/** Where programs of the system keep their state and their settings. */
const copied = ['/etc', '/var'];
/** What a cloud or a libvirtd of this machine keeps: in there, there is neither. */
const empty = [
  '/etc/libvirt/qemu',
  '/var/lib/libvirt',
  '/var/lib/lxc',
  '/var/lib/skerry',
  '/var/lib/skerry-lab',
  '/var/log/libvirt',
];
/** What is told about this machine's own cloud, and where its user keeps things. */
const notForIt = ['SKERRY_STATE', 'SKERRY_LAB', 'SKERRY_CONFIG', 'SKERRY_URL', 'SKERRY_TOKEN'];
const notForItEither = /^XDG_/;

export interface OwnMachine {
  /** Runs a program in it until it ends. Answers its exit status. What it says goes to our terminal, or to an open file. */
  run(
    command: string,
    args: readonly string[],
    options?: { readonly env?: Readonly<Record<string, string>>; readonly output?: number },
  ): Promise<number>;
  /** Ends it and takes it all away. */
  close(): Promise<void>;
}

const dist = join(root, 'dist');

/** Answers the exit status. Without root: a sentence, and 1. */
export async function runInOwnMachine(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  if (inOwnMachine()) return runAttached(command, args, { env: { ...process.env, ...env } });
  if (!mayHaveMachines()) return 1;
  const machine = await openOwnMachine(await imagesForMachines());
  try {
    return await machine.run(command, args, { env });
  } finally {
    await machine.close();
  }
}

/** Says why not. */
export function mayHaveMachines(): boolean {
  if (process.getuid?.() === 0) return true;
  process.stderr.write('Real guests need root, in a machine of their own too. Run this with sudo.\n');
  return false;
}

export interface MachineImages {
  readonly cacheDir: string;
  readonly built: readonly BuiltImage[];
  readonly kernels: readonly BuiltGuestKernel[];
}

/** Builds what is missing, and takes away what killed runs left. Once before any number of machines. */
export async function imagesForMachines(): Promise<MachineImages> {
  const cacheDir = process.env['SKERRY_IMAGE_CACHE'] ?? join(tmpdir(), 'skerry-images');
  const built: BuiltImage[] = [];
  for (const name of imageNames) {
    await step(`Image ${name}`, async (say) => {
      const image = await buildImage(name, { cacheDir, onProgress: (what) => say(what) });
      built.push(image);
      return image.cached ? 'from the cache' : 'built';
    });
  }
  const kernels: BuiltGuestKernel[] = [];
  await step('Guest kernel', async (say) => {
    const kernel = await buildGuestKernel({ cacheDir, onProgress: (what) => say(what) });
    kernels.push(kernel);
    return `Linux ${kernel.version}`;
  });
  for (const directory of await sweepPlaces()) process.stdout.write(`Left by a run that was killed: ${directory}.\n`);
  return { cacheDir, built, kernels };
}

const open = new Set<Place>();
const endAll = () => void Promise.allSettled([...open].map((place) => place.remove())).finally(() => process.exit(143));

/** `shared`: directories that stay shared with this machine, for what programs shall leave. */
export async function openOwnMachine(
  { cacheDir, built, kernels }: MachineImages,
  shared: readonly string[] = [],
): Promise<OwnMachine> {
  const place = await takePlace();
  if (open.size === 0) process.on('SIGTERM', endAll).on('SIGHUP', endAll);
  open.add(place);
  const close = async () => {
    open.delete(place);
    if (open.size === 0) process.off('SIGTERM', endAll).off('SIGHUP', endAll);
    await place.remove();
  };
  try {
    const images = join(place.directory, 'images');
    await pinImages(built, images, kernels[0]);
    const home = join(place.directory, 'home');
    await mkdir(home);
    // A cloud that runs from this folder reads its programs there, and tests build them anew.
    await mkdir(dist, { recursive: true });
    await cp(dist, join(place.directory, 'dist'), { recursive: true, preserveTimestamps: true });
    const first = await startMachine(await machineAt(place, [cacheDir, ...shared]));
    const machine = { pid: first.pid, cgroup: place.cgroup };
    const inside = { TMPDIR: place.directory, HOME: home, SKERRY_IMAGE_CACHE: images };
    return {
      async run(command, args, { env = {}, output } = {}) {
        const line = await inMachine(machine, 'env', ['--chdir', root, command, ...args]);
        return runAttached(line.command, line.args, { env: { ...own(process.env), ...env, ...inside }, output });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const own = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !notForIt.includes(name) && !notForItEither.test(name)));

async function machineAt(place: Place, shared: readonly string[]): Promise<MachineSpec> {
  // Where this machine is a container itself, its files of names and addresses are mounts of their own.
  const hidden = (await mounts()).map(({ mountPoint }) => mountPoint).filter((path) => path.startsWith('/etc/'));
  const files: string[] = [];
  for (const path of hidden) if ((await stat(path)).isFile()) files.push(path);
  const kept = [root, place.directory, ...shared, ...files].map((path) => ({ from: path, to: path }));
  return {
    marker: place.marker,
    hostname: 'skerry-tests',
    cgroup: place.cgroup,
    leashed: true,
    copied,
    empty,
    binds: [...kept, { from: join(place.directory, 'dist'), to: dist }],
    logFile: join(place.directory, 'machine.log'),
  };
}
