import { ContentFiles, syncDirectory, type Wish, type WrittenImage } from '@skerry/image-store';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError } from '@skerry/api/errors';
import type { KeptImages } from '@skerry/api/ports/kept-images';
import { asImportError } from './import-error.ts';
import { virtualBytesOfQcow2 } from './qcow2-file.ts';
import type { ImageContent, OpenImage } from './sources/image-source.ts';

export interface ImportedFile {
  readonly digest: string;
  readonly fileBytes: number;
  readonly virtualBytes: number;
}

const doubtful = /^\.doubt-([0-9a-f]{64})$/;

/**
 * What images are to the front-end: files by their content (`packages/image-store`) in the directories of datastores, which
 * it shares with whatever else lies there. While an image is being registered or deleted, an empty file `.doubt-<sha256>`
 * says that its file may belong to nobody: the next start looks. A file that nobody ever doubted is never removed, whatever
 * the store says of it.
 */
export class ImageFiles implements KeptImages {
  /** Files that were seen, with when. */
  readonly #here = new Map<string, number>();
  /** How those who are registering a file let go of it. */
  readonly #holders = new Map<string, (() => void)[]>();
  readonly #directories = new Map<string, ContentFiles>();

  #in(directory: string): ContentFiles {
    const known = this.#directories.get(directory);
    if (known) return known;
    const files = new ContentFiles({ directory, suffix: '.qcow2' });
    this.#directories.set(directory, files);
    return files;
  }

  pathOf(directory: string, digest: string): string {
    return this.#in(directory).pathOf(digest);
  }

  /** Whether the file is there; looked up at most every 2 s, since views ask often. */
  has(directory: string, digest: string): boolean {
    const path = this.pathOf(directory, digest);
    const now = performance.now();
    if ((this.#here.get(path) ?? -Infinity) > now - 2000) return true;
    const there = existsSync(path);
    if (there) this.#here.set(path, now);
    else this.#here.delete(path);
    return there;
  }

  /** Undefined when images can be kept in the directory, else a sentence. */
  problemOf(directory: string): string | undefined {
    try {
      accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
      const { uid, mode } = statSync(directory);
      // Whoever may write there puts other files in the place of images, or links in the place of what we write.
      const foreign = uid !== 0 && uid !== (process.getuid?.() ?? 0);
      if (!foreign && (mode & 0o002) === 0) return undefined;
      return `The directory ${directory} ${foreign ? `belongs to the user ${uid}` : 'can be written by everybody'}: images in it would not be the front-end's own.`;
    } catch {
      return `The front-end cannot write to the directory ${directory}.`;
    }
  }

  /** Makes the directory and checks that it can be written. Throws `directory-not-writable`. */
  async prepare(directory: string): Promise<void> {
    const refuse = (cause: unknown) =>
      new RequestError('directory-not-writable', `The front-end cannot write to the directory ${directory}.`, {
        field: 'path',
        cause,
      });
    // Whoever knows the name of an image may come to it; nobody else looks around.
    await mkdir(directory, { recursive: true, mode: 0o711 }).catch((error: unknown) => {
      throw refuse(error);
    });
    const problem = this.problemOf(directory);
    if (problem !== undefined) throw new RequestError('directory-not-writable', problem, { field: 'path' });
  }

  /** Removes what a crash left behind. At the start only: it cannot tell a doubt from one of this life. */
  async cleanUp(directory: string, isUsed: (digest: string) => boolean): Promise<void> {
    await this.#in(directory).clean();
    for (const name of await readdir(directory)) {
      const digest = doubtful.exec(name)?.[1];
      if (digest === undefined) continue;
      if (!isUsed(`sha256:${digest}`)) await rm(this.pathOf(directory, `sha256:${digest}`), { force: true });
      await rm(join(directory, name), { force: true });
    }
  }

  /** From now on until `settle` it is open whether the file belongs to an image: should we die, the next start looks. */
  async doubt(directory: string, digest: string): Promise<void> {
    await (await open(this.#doubtOf(directory, digest), 'w', 0o640)).close();
    await syncDirectory(directory);
  }

  /** Ends the doubt: without an image the file goes. Does nothing while somebody imports the same content. */
  async settle(directory: string, digest: string, isUsed: boolean): Promise<void> {
    const files = this.#in(directory);
    const end = () => rm(this.#doubtOf(directory, digest), { force: true });
    if (isUsed) {
      if (!files.holds.isHeld(digest)) await end();
      return;
    }
    this.#here.delete(files.pathOf(digest));
    await files.remove(digest, { also: end });
  }

  #doubtOf(directory: string, digest: string): string {
    return join(directory, `.doubt-${digest.replace(/^sha256:/, '')}`);
  }

  /**
   * Keeps a qcow2 file in the directory under its digest, which must be the expected one. The file stays, whoever removes
   * it, until `release`. Throws `not-qcow2`, `digest-differs`, `disk-full`, and what its source throws.
   */
  async import(source: OpenImage, directory: string, expected?: string): Promise<ImportedFile> {
    const content = await source();
    try {
      return await this.#keep(content, directory, expected);
    } finally {
      await content.close();
    }
  }

  #keep(content: ImageContent, directory: string, expected: string | undefined): Promise<ImportedFile> {
    const digest = expected === undefined ? {} : { digest: expected };
    return this.#held(directory, (files, wish) => content.keepIn(files, { ...wish, ...digest }));
  }

  /**
   * Makes a file of ours, on the file system of the directory, the file of an image: it has no other name then. `known`:
   * its digest was reckoned as it was written. It stays until `release`. Throws `not-qcow2` and `disk-full`.
   */
  keepFile(directory: string, path: string, how: { readonly known?: WrittenImage }): Promise<ImportedFile> {
    return this.#held(directory, (files, wish) => files.take(path, { ...wish, ...how }));
  }

  /** Keeps a file that is here until `release`, also when the last image that has it goes. False: it is not here. */
  async hold(directory: string, digest: string): Promise<boolean> {
    const files = this.#in(directory);
    const release = await files.holds.take([digest]);
    if (!(await files.has(digest)) || !(await files.isSound(digest))) {
      release();
      return false;
    }
    await this.doubt(directory, digest);
    this.#hold(files.pathOf(digest), release);
    return true;
  }

  async #held(
    directory: string,
    keep: (files: ContentFiles, wish: Wish) => Promise<WrittenImage>,
  ): Promise<ImportedFile> {
    const files = this.#in(directory);
    let release: (() => void) | undefined;
    let virtualBytes = 0;
    try {
      const { digest, fileBytes } = await keep(files, {
        inspect: async (path) => {
          const copy = await open(path);
          try {
            virtualBytes = await virtualBytesOfQcow2(copy, path);
          } finally {
            await copy.close();
          }
        },
        announce: async (digest) => {
          release = await files.holds.take([digest]);
          await this.doubt(directory, digest);
        },
      });
      this.#hold(files.pathOf(digest), release as unknown as () => void);
      return { digest, fileBytes, virtualBytes };
    } catch (error) {
      release?.();
      throw asImportError(error);
    }
  }

  #hold(path: string, release: () => void): void {
    this.#holders.set(path, [...(this.#holders.get(path) ?? []), release]);
  }

  /**
   * Looks whether a file is still what its name says, by its attributes and now and then by its content. One that is not is
   * set aside: then its image has no file, and says so. Answers whether it was set aside just now.
   */
  async setAsideIfChanged(directory: string, digest: string): Promise<boolean> {
    const files = this.#in(directory);
    if (files.holds.isHeld(digest) || (await files.look(digest)) !== 'changed') return false;
    this.#here.delete(files.pathOf(digest));
    return true;
  }

  /** Where the file lies that was set aside; undefined when none was. */
  asideOf(directory: string, digest: string): string | undefined {
    const path = this.#in(directory).asideOf(digest);
    return existsSync(path) ? path : undefined;
  }

  /** Ends what `import` began; `settle` follows. */
  release(directory: string, digest: string): void {
    const path = this.pathOf(directory, digest);
    const [release, ...others] = this.#holders.get(path) ?? [];
    release?.();
    if (others.length > 0) this.#holders.set(path, others);
    else this.#holders.delete(path);
  }
}
