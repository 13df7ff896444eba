/**
 * What is fetched or uploaded for images, by its content, in the directory `blobs` of each datastore: on its file system,
 * so that a file that is a sound image already becomes one by another name. Layers stay for a time, for the next image
 * that has them. Nobody outside of imports knows these files; what an earlier life was making is removed at the start.
 */
import { ContentFiles, numberedPart } from '@skerry/image-store';
import { type Clock, Lasting } from '@skerry/kit';
import type { ImageImportRecord } from '@skerry/store/layout/front-end';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { digestsOf } from './import-plan.ts';

/** Whoever knows the name of a blob may read it: programs that look into it run as users that own nothing. */
const directoryMode = 0o711;
const making = /^\.making-\d+\.qcow2/;

export class BlobFiles {
  readonly #directories = new Map<string, Promise<ContentFiles>>();
  readonly #unwanted: Lasting<string>;

  /** `keptMs`: so long a blob that no import wants stays. */
  constructor(clock: Clock, keptMs: number) {
    this.#unwanted = new Lasting(clock, keptMs);
  }

  static pathIn(datastore: string): string {
    return join(datastore, 'blobs');
  }

  /** Where an image is being made; all names that begin so are of that one. */
  static makingIn(datastore: string, imageId: number): string {
    return join(BlobFiles.pathIn(datastore), `.making-${imageId}.qcow2`);
  }

  /** Under which name an upload is gone on with. */
  static partOf(imageId: number): string {
    return numberedPart(imageId);
  }

  /** Made when it is first needed. */
  in(datastore: string): Promise<ContentFiles> {
    const known = this.#directories.get(datastore);
    if (known !== undefined) return known;
    const files = new ContentFiles({ directory: BlobFiles.pathIn(datastore), suffix: '' });
    const opened = files.open(directoryMode).then(() => files);
    this.#directories.set(datastore, opened);
    opened.catch(() => this.#directories.delete(datastore));
    return opened;
  }

  /** At the start, before anything is made. */
  async cleanUp(datastore: string): Promise<void> {
    const directory = BlobFiles.pathIn(datastore);
    const names = await readdir(directory).catch(() => []);
    for (const name of names) if (making.test(name)) await rm(join(directory, name), { force: true });
  }

  /** What is left of the making of one image. */
  async removeMaking(datastore: string, imageId: number): Promise<void> {
    const path = BlobFiles.makingIn(datastore, imageId);
    for (const end of ['', '.part', '.root', '.root.part']) await rm(`${path}${end}`, { force: true });
  }

  /** What came for an image that is gone; `isWanted`: another import waits for it. */
  async forget(
    datastore: string,
    imageId: number,
    record: ImageImportRecord,
    isWanted: (digest: string) => boolean,
  ): Promise<void> {
    if ((await stat(BlobFiles.pathIn(datastore)).catch(() => undefined)) === undefined) return;
    const files = await this.in(datastore);
    await files.removePart(BlobFiles.partOf(imageId));
    for (const digest of digestsOf(record)) if (!isWanted(digest)) await files.removePart(digest);
    await this.forgetUpload(datastore, record);
  }

  /** What was uploaded comes from nobody else, so no other image will have the same but by sending it. */
  async forgetUpload(datastore: string, { source, blobs = [] }: ImageImportRecord): Promise<void> {
    if (source.type !== 'upload') return;
    for (const { digest } of blobs) await (await this.in(datastore)).remove(digest);
  }

  /** Removes what no import wants, when it is old, or the oldest when all of it is more than `mostBytes`. */
  async sweep(datastore: string, isWanted: (name: string) => boolean, mostBytes: number): Promise<void> {
    const directory = BlobFiles.pathIn(datastore);
    if ((await stat(directory).catch(() => undefined)) === undefined) return;
    const files = await this.in(datastore);
    await files.sweep(isWanted, this.#unwanted);
    const kept = await Promise.all(
      (await files.list()).map(async (digest) => ({ digest, found: await stat(files.pathOf(digest)) })),
    );
    let over = kept.reduce((sum, { found }) => sum + found.size, 0) - mostBytes;
    for (const { digest, found } of kept.toSorted((a, b) => a.found.mtimeMs - b.found.mtimeMs)) {
      if (over <= 0) return;
      if (!isWanted(digest) && (await files.remove(digest, { isWanted: () => isWanted(digest) }))) over -= found.size;
    }
  }
}
