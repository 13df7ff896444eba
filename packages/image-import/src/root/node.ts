/** One file of a root file system that is being put together. Names are bytes, a character each. */
import type { TarTime } from '@skerry/image-formats';
import { noAttributes, type StoredAttributes } from '../ext4/attributes.ts';

export interface NodeFacts {
  /** The lowest twelve bits. */
  mode: number;
  uid: number;
  gid: number;
  modified: TarTime;
  attributes: StoredAttributes;
}

/** Blocks of a file that follow each other on the disk. */
export interface Extent {
  /** Block of the file. */
  readonly at: number;
  /** Block of the disk. */
  readonly block: number;
  readonly count: number;
}

interface Common extends NodeFacts {
  /** Which layer had it last. */
  layer: number;
  /** How many names it has. */
  names: number;
}

export interface FolderNode extends Common {
  readonly kind: 'folder';
  readonly children: Map<string, RootNode>;
}

export interface FileNode extends Common {
  readonly kind: 'file';
  readonly bytes: number;
  readonly extents: readonly Extent[];
}

export interface SymlinkNode extends Common {
  readonly kind: 'symlink';
  readonly target: string;
}

export interface SpecialNode extends Common {
  readonly kind: 'character' | 'block' | 'fifo';
  readonly major: number;
  readonly minor: number;
}

export type RootNode = FolderNode | FileNode | SymlinkNode | SpecialNode;

export const emptyFolder = (layer: number, mode = 0o755): FolderNode => ({
  kind: 'folder',
  children: new Map(),
  mode,
  uid: 0,
  gid: 0,
  modified: { seconds: 0, nanoseconds: 0 },
  attributes: noAttributes,
  layer,
  names: 1,
});
