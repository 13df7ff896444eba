import { asidePath, copyImage, setAside, VerifiedImages } from '@skerry/image-store';
import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FrontEndError } from '../errors.ts';
import { checkQcow2Tables } from './qcow2-tables.ts';
import { headerBytes, readQcow2Header } from './qcow2-header.ts';

export interface ImportedFile {
  readonly digest: string;
  readonly fileBytes: number;
  readonly virtualBytes: number;
}

const partial = /^\.import-.*\.partial$/;
const doubtful = /^\.doubt-([0-9a-f]{64})$/;

/**
 * Owns the files `<sha256>.qcow2` in datastore directories. A file has its name only when it is whole and on disk; if
 * we die while copying, what is left is a `.partial` file that the next start removes. While an image is being
 * registered or deleted, an empty file `.doubt-<sha256>` says that its file may belong to nobody: the next start looks.
 * A file that nobody ever doubted is never removed, whatever the store says of it. Files are ours and read-only; one whose
 * content was changed is set aside.
 */
export class ImageFiles {
  /** Files that were seen, with when. */
  readonly #here = new Map<string, number>();
  /** Files in the middle of being registered, with by how many. */
  readonly #held = new Map<string, number>();
  readonly #verified = new VerifiedImages();

  pathOf(directory: string, digest: string): string {
    return join(directory, `${digest.replace(/^sha256:/, '')}.qcow2`);
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
      new FrontEndError('directory-not-writable', `The front-end cannot write to the directory ${directory}.`, {
        field: 'path',
        cause,
      });
    // Whoever knows the name of an image may come to it; nobody else looks around.
    await mkdir(directory, { recursive: true, mode: 0o711 }).catch((error: unknown) => {
      throw refuse(error);
    });
    const problem = this.problemOf(directory);
    if (problem !== undefined) throw new FrontEndError('directory-not-writable', problem, { field: 'path' });
  }

  /** Removes what a crash left behind. At the start only: it cannot tell that from a copy in progress. */
  async cleanUp(directory: string, isUsed: (digest: string) => boolean): Promise<void> {
    for (const name of await readdir(directory)) {
      if (partial.test(name)) await rm(join(directory, name), { force: true });
      const digest = doubtful.exec(name)?.[1];
      if (digest === undefined) continue;
      if (!isUsed(`sha256:${digest}`)) await rm(this.pathOf(directory, digest), { force: true });
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
    const path = this.pathOf(directory, digest);
    if (this.#held.has(path)) return;
    if (!isUsed) {
      this.#here.delete(path);
      for (const each of [path, asidePath(path)]) await rm(each, { force: true });
    }
    await rm(this.#doubtOf(directory, digest), { force: true });
  }

  #doubtOf(directory: string, digest: string): string {
    return join(directory, `.doubt-${digest.replace(/^sha256:/, '')}`);
  }

  /**
   * Copies a qcow2 file into the directory under its digest, which must be the expected one. The file stays, whoever
   * removes it, until `release`. Throws `file-not-readable`, `not-qcow2`, `digest-differs`, `disk-full`.
   */
  async import(source: string, directory: string, expected?: string): Promise<ImportedFile> {
    const from = await open(source, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
      throw new FrontEndError('file-not-readable', `The file ${source} cannot be read: ${codeOf(cause)}.`, {
        field: 'path',
        cause,
      });
    });
    try {
      const stat = await from.stat();
      if (!stat.isFile()) throw new FrontEndError('file-not-readable', `${source} is not a file.`, { field: 'path' });
      const head = Buffer.alloc(headerBytes);
      const { bytesRead } = await from.read(head, 0, headerBytes, 0);
      const header = readQcow2Header(head.subarray(0, bytesRead), stat.size);
      await checkQcow2Tables(from, header, stat.size);
      return { ...(await this.#copy(from, directory, expected)), virtualBytes: header.virtualBytes };
    } finally {
      await from.close();
    }
  }

  async #copy(
    from: FileHandle,
    directory: string,
    expected: string | undefined,
  ): Promise<{ digest: string; fileBytes: number }> {
    const temporary = join(directory, `.import-${randomUUID()}.partial`);
    try {
      const { digest, fileBytes } = await copyImage(from, temporary);
      if (expected !== undefined && digest !== expected) {
        throw new FrontEndError('digest-differs', `The file has the digest ${digest}; ${expected} was given.`, {
          field: 'digest',
        });
      }
      const path = this.pathOf(directory, digest);
      this.#held.set(path, (this.#held.get(path) ?? 0) + 1);
      try {
        await this.doubt(directory, digest);
        await rename(temporary, path);
        await syncDirectory(directory);
        await this.#verified.trust(path);
      } catch (error) {
        this.release(directory, digest);
        throw error;
      }
      return { digest, fileBytes };
    } catch (error) {
      await rm(temporary, { force: true });
      if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') {
        throw new FrontEndError('disk-full', 'The disk of the datastore is full; nothing was kept.', { cause: error });
      }
      throw error;
    }
  }

  /**
   * Looks whether a file is still what its name says, by its attributes and now and then by its content. One that is not is
   * set aside: then its image has no file, and says so. Answers whether it was set aside just now.
   */
  async setAsideIfChanged(directory: string, digest: string): Promise<boolean> {
    const path = this.pathOf(directory, digest);
    if (this.#held.has(path) || (await this.#verified.check(path, digest)) !== 'changed') return false;
    await setAside(path);
    this.#here.delete(path);
    return true;
  }

  /** Where the file lies that was set aside; undefined when none was. */
  asideOf(directory: string, digest: string): string | undefined {
    const path = asidePath(this.pathOf(directory, digest));
    return existsSync(path) ? path : undefined;
  }

  /** Ends what `import` began; `settle` follows. */
  release(directory: string, digest: string): void {
    const path = this.pathOf(directory, digest);
    const holders = (this.#held.get(path) ?? 0) - 1;
    if (holders > 0) this.#held.set(path, holders);
    else this.#held.delete(path);
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error';
