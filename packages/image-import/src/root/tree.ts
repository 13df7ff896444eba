/**
 * The names of a root file system, layer over layer. Pure: it is told what an archive says and keeps what that leads to,
 * as a kernel would for a program that sees nothing but this root. A link is followed within it; what would leave it is
 * refused. Whoever puts it on a disk is told which files have no name any more.
 */
import { importError } from '../errors.ts';
import { emptyFolder, type Extent, type FolderNode, type NodeFacts, type RootNode } from './node.ts';

/** Of Linux: links that are followed on one way, and bytes of a name and of a link. */
const mostLinks = 40;
const longestName = 255;
const longestPath = 4_096;
const longestTarget = 4_095;
/** Of ext4: names of one file. */
const mostNames = 65_000;

export interface TreeEvents {
  /** These blocks belong to no file any more. */
  gone(extents: readonly Extent[]): void;
  /** One that no entry says, on the way to what an entry says. */
  madeFolder(): void;
}

export class RootTree {
  readonly root: FolderNode = emptyFolder(0);
  readonly #told: TreeEvents;

  constructor(told: TreeEvents) {
    this.#told = told;
  }

  /** Makes a folder, or gives the one that is there other facts. */
  putFolder(name: string, facts: NodeFacts, layer: number): void {
    const path = partsOf(name);
    if (path.length === 0) {
      Object.assign(this.root, facts, { layer });
      return;
    }
    const { folder, last } = this.#place(name, path, layer);
    const there = folder.children.get(last);
    if (there?.kind === 'folder') Object.assign(there, facts, { layer });
    else this.#replace(folder, last, { ...emptyFolder(layer), ...facts });
  }

  /** Anything else than a folder takes the place of what is there, and of all that is below. */
  put(name: string, node: Exclude<RootNode, FolderNode>): void {
    if (node.kind === 'symlink' && (node.target === '' || node.target.length > longestTarget)) {
      throw refused(name, 'is a link to nothing, or to a name that is too long');
    }
    const { folder, last } = this.#place(name, partsOf(name), node.layer);
    this.#replace(folder, last, node);
  }

  /** One more name for what is there already, in this layer or one below. */
  link(name: string, target: string, layer: number): void {
    const path = partsOf(target);
    const last = path.pop();
    const found = last === undefined ? undefined : this.#walk(target, path, undefined)?.children.get(last);
    if (found === undefined) throw refused(name, `is a hard link to "${shown(target)}", which is not there`);
    if (found.kind === 'folder') throw refused(name, 'is a hard link to a folder');
    if (found.names >= mostNames) throw refused(name, `is one of more than ${mostNames} names of one file`);
    const place = this.#place(name, partsOf(name), layer);
    if (place.folder.children.get(place.last) === found) return;
    found.names++;
    this.#replace(place.folder, place.last, found);
    found.layer = layer;
  }

  /** Takes away what layers below have there; what this layer has stays, in whatever order it comes. */
  whiteOut(name: string, layer: number): void {
    const path = partsOf(name);
    const last = path.pop();
    const folder = this.#walk(name, path, undefined);
    if (folder && last !== undefined) this.#removeOlder(folder, last, layer);
  }

  /** The same for all that is in a folder. */
  whiteOutBelow(name: string, layer: number): void {
    const folder = this.#walk(name, partsOf(name), undefined);
    if (folder) for (const child of folder.children.keys()) this.#removeOlder(folder, child, layer);
  }

  #place(name: string, path: string[], layer: number): { readonly folder: FolderNode; readonly last: string } {
    const last = path.pop();
    if (last === undefined) throw refused(name, 'takes the place of the root itself');
    return { folder: this.#walk(name, path, layer) as FolderNode, last };
  }

  /** To a folder; makes what is missing when a layer is given, and is undefined otherwise. */
  #walk(name: string, path: readonly string[], layer: number | undefined): FolderNode | undefined {
    const stack: FolderNode[] = [this.root];
    const todo = path.toReversed();
    let links = 0;
    for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
      const folder = stack.at(-1) as FolderNode;
      if (part === '..') {
        if (stack.length === 1) throw refused(name, 'goes over a link that leaves the root');
        stack.pop();
        continue;
      }
      let child = folder.children.get(part);
      if (child === undefined) {
        if (layer === undefined) return undefined;
        this.#told.madeFolder();
        child = emptyFolder(layer);
        folder.children.set(part, child);
      }
      if (child.kind === 'symlink') {
        if (++links > mostLinks) throw refused(name, 'goes over links without end');
        if (child.target.startsWith('/')) stack.length = 1;
        todo.push(...child.target.split('/').filter(isPart).toReversed());
      } else if (child.kind === 'folder') stack.push(child);
      else if (layer === undefined) return undefined;
      else throw refused(name, `lies below "${shown(part)}", which is no folder`);
    }
    return stack.at(-1);
  }

  #replace(folder: FolderNode, last: string, node: RootNode): void {
    const before = folder.children.get(last);
    folder.children.set(last, node);
    if (before) this.#remove(before);
  }

  #remove(node: RootNode): void {
    node.names--;
    if (node.kind === 'folder') for (const child of node.children.values()) this.#remove(child);
    if (node.kind === 'file' && node.names === 0) this.#told.gone(node.extents);
  }

  #removeOlder(folder: FolderNode, name: string, layer: number): void {
    const node = folder.children.get(name);
    if (node === undefined) return;
    if (node.kind === 'folder') {
      for (const child of node.children.keys()) this.#removeOlder(node, child, layer);
      if (node.children.size > 0) return;
    }
    if (node.layer >= layer) return;
    folder.children.delete(name);
    this.#remove(node);
  }
}

const isPart = (part: string) => part !== '' && part !== '.';

/** A name in the root, whether or not it begins with "/" or "./". */
function partsOf(name: string): string[] {
  if (name.length > longestPath) throw refused(name, `is longer than any path: ${longestPath} bytes`);
  const parts = name.split('/').filter(isPart);
  if (parts.includes('..')) throw refused(name, 'has ".." in its name');
  if (parts.some((part) => part.length > longestName))
    throw refused(name, `has a name of more than ${longestName} bytes`);
  if (name.includes('\0')) throw refused(name, 'has a name with an empty byte');
  return parts;
}

/** For a sentence: what is no ordinary character is left out, and the end of what is long. */
export const shown = (name: string): string => {
  const text = Buffer.from(name, 'latin1').toString('utf8').replace(/\p{C}/gu, '?');
  return text.length <= 120 ? text : `${text.slice(0, 120)}…`;
};

export const refused = (name: string, what: string) =>
  importError('root-refused', `The entry "${shown(name)}" ${what}.`);
