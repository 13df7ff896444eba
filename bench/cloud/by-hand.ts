/** The same guests as the agent makes, made with the same tools by hand: what a deployment costs without a cloud. */
import type { GuestPlan } from '@skerry/driver-contract';
import { run } from '@skerry/host-os';
import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { attachDisk, closeDisk, serveDisk } from '../../packages/drivers/compute-lxc/src/disk-export.ts';
import { guestFiles, planFiles } from '../../packages/drivers/compute-lxc/src/guest-files.ts';
import { mountGuest, unmountContext } from '../../packages/drivers/compute-lxc/src/guest-mounts.ts';
import type { RealCloud } from './real-cloud.ts';

/** Beside the agent's own, which must not take these guests for its own. */
const handDirectory = (cloud: RealCloud) => join(cloud.agentDirectory, '..', '..', 'hand');

/** Out of the range of numbers that a cloud hands out in a benchmark. */
const handId = 7777;

export interface Hand {
  /** Of the domain or the container. */
  readonly name: string;
  /** Everything by hand, from the overlay on. Answers when it was begun, of `performance.now()`. */
  make(): Promise<number>;
  /** Removes it again, also when it was made by half. */
  remove(): Promise<void>;
}

/** `model`: number of an instance of the cloud whose definition is copied. */
export async function vmByHand(cloud: RealCloud, model: number, overlay: Overlay): Promise<Hand> {
  const directory = join(handDirectory(cloud), 'vm');
  const name = `${cloud.namePrefix}h-${handId}`;
  const from = join(cloud.agentDirectory, 'guests', String(model), 'run');
  const disk = join(directory, 'disk.qcow2');
  const text = (await readFile(join(from, 'domain.xml'), 'utf8'))
    .replace(/<name>.*?<\/name>/, `<name>${name}</name>`)
    .replace(/<uuid>.*?<\/uuid>/, '')
    .replaceAll(from, directory)
    .replace(/<source file="[^"]*\.qcow2"/, `<source file="${disk}"`)
    .replaceAll(/<mac address=.*?\/>/g, '')
    .replaceAll(/<target dev="[^"]*"\/>(?=\s*<model type="virtio")/g, `<target dev="${cloud.namePrefix}hand0"/>`);
  await mkdir(join(directory, 'run'), { recursive: true });
  await chmod(join(directory, 'run'), 0o777);
  await writeFile(join(directory, 'context.iso'), await readFile(join(from, 'context.iso')));
  // A machine is a user of its own, whom the copied definition names.
  const { uid, gid } = await stat(join(from, 'context.iso'));
  for (const path of [directory, join(directory, 'run'), join(directory, 'context.iso')]) await chown(path, uid, gid);
  const definition = join(directory, 'domain.xml');
  await writeFile(definition, text);
  return {
    name,
    async make() {
      const began = performance.now();
      await createOverlay(overlay, disk);
      await chown(disk, uid, gid);
      await run('virsh', ['--quiet', '--connect', 'qemu:///system', 'create', definition]);
      return began;
    },
    async remove() {
      await run('virsh', ['--quiet', '--connect', 'qemu:///system', 'destroy', name], { okCodes: [0, 1] });
      await rm(disk, { force: true });
    },
  };
}

export interface Overlay {
  readonly image: string;
  readonly sizeMiB: number;
}

const createOverlay = ({ image, sizeMiB }: Overlay, path: string) =>
  run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', image, '-F', 'qcow2', path, `${sizeMiB}M`]);

/** `prepared`: the disk is there and mounted before the clock starts, and what is timed is `lxc-start` alone. */
export async function containerByHand(
  cloud: RealCloud,
  model: number,
  overlay: Overlay,
  { prepared }: { readonly prepared: boolean },
): Promise<Hand> {
  const settings = { dataDirectory: cloud.agentDirectory, namePrefix: cloud.namePrefix };
  const theirs = guestFiles(settings, model);
  const ours = guestFiles({ dataDirectory: handDirectory(cloud), namePrefix: `${cloud.namePrefix}h` }, handId);
  const modelPlan = JSON.parse(await readFile(theirs.plan, 'utf8')) as GuestPlan;
  const directory = join(handDirectory(cloud), 'container');
  const disk = join(directory, 'disk.qcow2');
  const source = { type: 'file', format: 'qcow2', path: disk } as const;
  const plan: GuestPlan = { ...modelPlan, instanceId: handId, directory, disks: [{ diskId: 0, source }] };
  const kept = planFiles(plan);
  // The same range of ids as the model's, so that the configuration fits.
  const ids = modelPlan.identity.idRange;
  await mkdir(ours.folder, { recursive: true, mode: 0o711 });
  await mkdir(directory, { recursive: true });
  await chmod(ours.lxcPath, 0o711);
  const config = (await readFile(theirs.config, 'utf8'))
    .replaceAll(modelPlan.directory, directory)
    .replaceAll(theirs.folder, ours.folder)
    .replaceAll(theirs.container, ours.container)
    .replaceAll(/^(lxc\.net\.\d+\.veth\.pair\s*=\s*).*$/gm, `$1${cloud.namePrefix}hand1`);
  await writeFile(ours.config, config);
  const prepare = async () => {
    await createOverlay(overlay, disk);
    await serveDisk(plan, kept);
    await mountGuest(modelPlan.contextDirectory, attachDisk(kept), kept, ids);
  };
  return {
    name: ours.container,
    async make() {
      if (prepared) await prepare();
      const began = performance.now();
      if (!prepared) await prepare();
      await run('lxc-start', ['-P', ours.lxcPath, '-n', ours.container, '--daemon', '--pidfile', ours.monitorPid]);
      return began;
    },
    async remove() {
      await run('lxc-stop', ['-P', ours.lxcPath, '-n', ours.container, '--kill'], { okCodes: [0, 1, 2] });
      await unmountContext(kept.seed);
      await closeDisk(kept);
      await rm(disk, { force: true });
    },
  };
}
