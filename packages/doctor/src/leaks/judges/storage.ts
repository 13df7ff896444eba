import { dirname, join } from 'node:path';
import { numberedPart, partName, wholeName } from '@skerry/image-store/content-names';
import type { ImageFact } from '../host-facts.ts';
import { type Leak, safely } from '../leak.ts';
import { agentDirectory } from '../site.ts';
import type { Judge, View } from '../view.ts';

/** A part of a download or of a disk under construction has its name no longer than this, milliseconds. */
const partMs = 3_600_000;

/** Files of disks without a record, and records without their file. */
export const judgeDisks: Judge = (view) => {
  const known = new Set<number>();
  for (const { agent, controller } of view.both) {
    for (const { disks } of agent?.intents.values() ?? []) for (const { diskId } of disks) known.add(diskId);
    for (const disk of controller?.disks ?? []) if (disk.hostId === agent?.hostId) known.add(disk.id);
  }
  const leaks: Leak[] = [];
  for (const { diskId, path, since, allocatedBytes } of view.facts.disks) {
    const size = `${Math.ceil(allocatedBytes / 2 ** 20)} MiB on disk`;
    if (diskId === undefined) {
      if (Date.now() - Date.parse(since) < partMs) continue;
      const because = 'It is no disk, and older than an hour; the agent removes such parts when it starts.';
      leaks.push({ class: 'disk', what: `part, ${size}`, where: path, since, because, mend: safely(['rm', path]) });
    } else if (!known.has(diskId)) {
      leaks.push({
        class: 'disk',
        what: `disk ${diskId}, ${size}`,
        where: path,
        since,
        because: `Neither an intent of this host nor a record of its cluster has disk ${diskId} here.`,
        mend: {
          kind: 'data',
          diskId,
          steps: [{ do: 'run', argv: ['rm', path] }],
          note: `What is in it would be lost: name it with --disk ${diskId}.`,
        },
      });
    }
  }
  const there = new Set(view.facts.disks.map(({ diskId }) => diskId));
  for (const { instanceId, disks, power } of view.after.agent?.intents.values() ?? []) {
    if (power === 'absent' || !view.settled(instanceId)) continue;
    for (const { diskId } of disks) {
      if (there.has(diskId)) continue;
      leaks.push({
        class: 'disk',
        what: `disk ${diskId} of instance ${instanceId} without its file`,
        where: join(agentDirectory(view.site), 'disks', `${diskId}.qcow2`),
        because: `The host reported instance ${instanceId} as it is wanted, and the file is not there.`,
        mend: {
          kind: 'judge',
          steps: [{ do: 'run', argv: ['skerry', 'instance', 'delete', String(instanceId)] }],
          note: 'Put a copy of the file in its place if there is one; a restart of the instance else makes an empty one.',
        },
      });
    }
  }
  return leaks;
};

/** Copies of images that nothing can ever ask for again. */
export const judgeImages: Judge = (view) => {
  const used = new Set(view.facts.disks.map(({ backing }) => backing));
  const wanted = new Set(
    view.both.flatMap(({ agent }) =>
      [...(agent?.intents.values() ?? [])].flatMap(({ disks }) => disks.map((d) => d.imageDigest)),
    ),
  );
  return view.facts.images.flatMap((image): Leak[] => {
    const { holder, digest, path, since } = image;
    if (digest === undefined) {
      if (Date.now() - Date.parse(since) < partMs) return [];
      const why = whyNoPart(image, view);
      const what = 'part of an image';
      const mend = safely(['rm', path]);
      return why === undefined ? [] : [{ class: 'image', what, where: path, since, because: why, mend }];
    }
    if (!isDropped(digest, holder, view)) return [];
    if (holder === 'agent' && (wanted.has(digest) || used.has(path.split('/').at(-1)))) return [];
    const what = `copy of image ${digest.slice(7, 19)}… of the ${holder}`;
    const because = 'The catalogue has no image with this content, and no disk here builds on it.';
    const mend = safely(['rm', path]);
    const judged = { kind: 'judge', steps: mend.steps, note: 'Others may keep files in this directory.' } as const;
    return [{ class: 'image', what, where: path, since, because, mend: holder === 'front-end' ? judged : mend }];
  });
};

/** What was on its way into a datastore, and no import goes on with. */
export const judgeBlobs: Judge = ({ both, facts }) => {
  const imports = both.flatMap(({ frontEnd }) => frontEnd?.imports ?? []);
  const parts = new Set(
    imports.flatMap(({ ids, digests }) =>
      [...ids.map(numberedPart), ...digests].map((digest) => partName(digest.slice('sha256:'.length), '')),
    ),
  );
  const ids = new Set(imports.flatMap((each) => each.ids));
  return facts.blobs.flatMap(({ path, since }): Leak[] => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const made = Number(/^\.making-(\d+)\./.exec(name)?.[1] ?? Number.NaN);
    if (parts.has(name) || ids.has(made) || Date.now() - Date.parse(since) < partMs) return [];
    const because = 'No import goes on with it, and it is older than an hour.';
    return [{ class: 'image', what: 'part of an import', where: path, since, because, mend: safely(['rm', path]) }];
  });
};

/** Only who has a catalogue knows which images there are: a host alone keeps what it has. */
function isDropped(digest: string, holder: ImageFact['holder'], { both }: View): boolean {
  const catalogues = both.map((known) => (holder === 'front-end' ? known.frontEnd : known.controller)?.images);
  return catalogues.every((images) => images !== undefined && !images.has(digest));
}

/** Undefined: a fetch goes on with it. A part is no copy: nobody can make a disk of it. */
function whyNoPart({ holder, partOf, path }: ImageFact, view: View): string | undefined {
  if (partOf === undefined) return 'It is older than an hour; whoever fetched it removes it when it starts.';
  if (isDropped(partOf, holder, view))
    return 'The catalogue has no image with this content, so nobody fetches the rest.';
  const whole = join(dirname(path), wholeName(partOf.slice('sha256:'.length), '.qcow2'));
  const isThere = view.facts.images.some((image) => image.digest === partOf && image.path === whole);
  return isThere ? 'The image is there whole, so nobody fetches the rest.' : undefined;
}
