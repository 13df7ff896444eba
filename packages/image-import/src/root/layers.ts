/**
 * What one archive, or one layer of an application image, does to a root: names to the tree, data to the disk. How a
 * layer takes away what is below it: OCI's image layer specification, "Whiteouts".
 */
import { type TarEntry, streamInput, tarEntries } from '@skerry/image-formats';
import { storeAttributes } from '../ext4/attributes.ts';
import type { RootDisk } from '../ext4/root-disk.ts';
import type { NodeFacts, RootNode } from './node.ts';
import { refused, type RootTree } from './tree.ts';

const whiteout = '.wh.';
const opaque = '.wh..wh..opq';
/** What aufs keeps for itself. */
const ofAufs = '.wh..wh.';
/** Ids of the kernel; the highest stands for none. */
const mostId = 0xffff_fffe;
/** Of Linux: twelve and twenty bits. */
const mostMajor = 0xfff;
const mostMinor = 0xf_ffff;

export interface LayerOptions {
  /** From 1 on; counts up. */
  readonly layer: number;
  /** Whether names of whiteouts mean something: they do in layers, and are names like others in a root tarball. */
  readonly whiteouts: boolean;
  /** Called for each entry, before anything is done for it. */
  readonly count: (entry: TarEntry) => void;
}

export async function applyLayer(
  tar: AsyncIterable<Buffer>,
  tree: RootTree,
  disk: RootDisk,
  options: LayerOptions,
): Promise<void> {
  const input = streamInput(tar);
  try {
    for await (const entry of tarEntries(input)) {
      options.count(entry);
      if (options.whiteouts && takesAway(entry, tree, options.layer)) continue;
      await add(entry, tree, disk, options.layer);
    }
    // What follows the end of an archive is nothing, but it belongs to the digest of the layer.
    while ((await input.some(Number.MAX_SAFE_INTEGER)).length > 0);
  } finally {
    await input.close();
  }
}

function takesAway(entry: TarEntry, tree: RootTree, layer: number): boolean {
  const name = entry.name.endsWith('/') ? entry.name.slice(0, -1) : entry.name;
  const slash = name.lastIndexOf('/');
  const [folder, last] = [name.slice(0, slash + 1), name.slice(slash + 1)];
  if (!last.startsWith(whiteout)) return false;
  if (last === opaque) tree.whiteOutBelow(folder, layer);
  else if (!last.startsWith(ofAufs)) {
    if (last === whiteout) throw refused(name, 'takes away nothing');
    tree.whiteOut(folder + last.slice(whiteout.length), layer);
  }
  return true;
}

async function add(entry: TarEntry, tree: RootTree, disk: RootDisk, layer: number): Promise<void> {
  const { name } = entry;
  const facts = factsOf(entry);
  const common = { ...facts, layer, names: 1 };
  switch (entry.type) {
    case 'folder':
      return tree.putFolder(name, facts, layer);
    case 'hardlink':
      return tree.link(name, entry.target, layer);
    case 'symlink':
      return tree.put(name, { ...common, kind: 'symlink', target: entry.target });
    case 'file': {
      const extents = disk.allocate(entry.parts);
      // Before its data: what it replaces gives back its blocks to those that come.
      const file: RootNode = { ...common, kind: 'file', bytes: entry.bytes, extents };
      tree.put(name, file);
      return disk.write(extents, entry.data());
    }
    case 'character':
    case 'block':
    case 'fifo': {
      const { major, minor } = entry;
      if (major < 0 || major > mostMajor || minor < 0 || minor > mostMinor)
        throw refused(name, 'is no device of Linux');
      return tree.put(name, { ...common, kind: entry.type, major, minor });
    }
  }
}

function factsOf({ name, mode, uid, gid, modified, attributes }: TarEntry): NodeFacts {
  if (![uid, gid].every((id) => Number.isInteger(id) && id >= 0 && id <= mostId)) {
    throw refused(name, 'belongs to a user or group that Linux does not have');
  }
  // As they will lie on the disk: what is left out there is not kept in memory until then.
  return { mode, uid, gid, modified, attributes: storeAttributes(attributes) };
}
