/**
 * Files of one directory that are named by the digest of their content: of images in a datastore, in a cluster's copies
 * and on a host, and of whatever else is kept by its content. Who keeps them decides what is wanted; how a file comes,
 * stays and goes is here, once.
 *
 * 1. A file has its name only when it is whole, on disk, ours, read-only and looked at by `inspect`; the name is on disk
 *    before anybody is told of it. So what a directory lists is whole, whenever we died.
 * 2. Its digest is reckoned from what was written, as it is written. It is a file of its own, never another name of one.
 * 3. What was half received is `.<random>.tmp`, which `clean` removes; or `.<hex>.part` when its digest was known, or it
 *    has a name of its own, and whoever sends it can begin anywhere: that is gone on with, in the next life too, until
 *    nobody wants it.
 * 4. What is held (being received, or used by who asked `holds`) is not removed, and what is being removed is not used.
 * 5. A file that was changed loses its name (`.changed-…`) and counts as absent, until a person or `remove` takes it away.
 *
 * Never open a file here to write, and never give one to somebody who may: copy it. One process to a directory.
 */
import { Holds, type Lasting } from '@skerry/kit';
import { randomBytes } from 'node:crypto';
import { chmod, type FileHandle, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { contentCodeOf, contentError } from './content-error.ts';
import {
  asideName,
  type ContentName,
  hexOf,
  partName,
  readContentName,
  temporaryName,
  wholeName,
} from './content-names.ts';
import { copyImage } from './copy-image.ts';
import { imageDigestOf } from './image-digest.ts';
import { openImage, ownImage, setAside, syncDirectory } from './image-file.ts';
import type { WrittenImage } from './image-writer.ts';
import { receiveNew, receiveRest } from './receive-content.ts';
import { type ImageVerdict, VerifiedImages } from './verified-images.ts';
import type { PartOf, Wish } from './wish.ts';

/** After which the process may die; tests do. */
export const contentSteps = ['written', 'inspected', 'announced', 'named', 'synced'] as const;
export type ContentStep = (typeof contentSteps)[number];

export interface ContentFilesOptions {
  readonly directory: string;
  /** What the names end in, such as `.qcow2`; empty for blobs of any kind. */
  readonly suffix: string;
  /** Told when a file was found changed, and where it lies now. */
  readonly onAside?: (digest: string, aside: string) => void;
  readonly now?: () => number;
  readonly after?: (step: ContentStep) => Promise<void>;
}

export class ContentFiles {
  /** Who uses which digest just now. */
  readonly holds = new Holds();
  readonly #options: ContentFilesOptions;
  readonly #verified: VerifiedImages;
  /** Names that are being written to in this life. */
  readonly #temporaries = new Set<string>();
  readonly #resuming = new Map<string, Promise<WrittenImage>>();

  constructor(options: ContentFilesOptions) {
    this.#options = options;
    this.#verified = new VerifiedImages(options.now);
  }

  /** Before anything else: makes the directory with these rights, and cleans it. */
  async open(mode: number): Promise<readonly string[]> {
    const { directory } = this.#options;
    await mkdir(directory, { recursive: true });
    await chmod(directory, mode);
    return this.clean();
  }

  /** Removes what earlier lives were receiving and nobody can go on with. Answers the paths. */
  async clean(): Promise<readonly string[]> {
    const { directory } = this.#options;
    const left = (await this.#names())
      .filter(({ name, read }) => read.is === 'temporary' && !this.#temporaries.has(name))
      .map(({ name }) => join(directory, name));
    for (const path of left) await rm(path, { force: true });
    return left;
  }

  /** Where the file is, if it is. @throws SkerryError `content-digest`: no caller can name a file elsewhere. */
  pathOf(digest: string): string {
    return this.#path(digest, wholeName);
  }

  asideOf(digest: string): string {
    return this.#path(digest, asideName);
  }

  /** Whether it is here, whole; whether it is still sound is for `look`. */
  async has(digest: string): Promise<boolean> {
    return stat(this.pathOf(digest)).then(
      (found) => found.isFile(),
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
  }

  /** Of what is here, whole. */
  async bytesOf(digest: string): Promise<number> {
    return (await stat(this.pathOf(digest))).size;
  }

  /** Digests of what is here, whole. */
  async list(): Promise<string[]> {
    return (await this.#names()).flatMap(({ read }) => (read.is === 'whole' && read.digest) || []);
  }

  /** Paths of what was found changed, until somebody took it away. */
  async aside(): Promise<string[]> {
    return (await this.#names()).flatMap(({ name, read }) =>
      read.is === 'aside' ? [join(this.#options.directory, name)] : [],
    );
  }

  /** Keeps what comes. On a failure, and on another digest than the wished one, nothing is left of it. */
  async receive(content: AsyncIterable<unknown>, wish: Wish = {}): Promise<WrittenImage> {
    return this.#temporary(wish, (path) => receiveNew(path, content, wish));
  }

  /** Copies what is open: by reflink where the file system can. Else as `receive`. */
  async adopt(source: FileHandle, wish: Wish = {}): Promise<WrittenImage> {
    return this.#temporary(wish, (path) => copyImage(source, path, wish.fileBytes ?? wish.mostBytes));
  }

  /**
   * Goes on with what came of it before: `from` gives the content from an offset to its end. One at a time for a digest,
   * however many ask. What came stays when the source fails or ends too soon; what is wrong, or fills the disk, goes.
   */
  resume(from: (offset: number) => AsyncIterable<unknown>, wish: Wish & PartOf): Promise<WrittenImage> {
    const name = wish.part ?? wish.digest;
    const under = this.#resuming.get(name);
    if (under) return under;
    const part = this.#path(name, partName);
    const begun = this.holds
      .during([name], () => receiveRest(part, from, wish, (written) => this.#publish(part, written, wish)))
      .finally(() => this.#resuming.delete(name));
    this.#resuming.set(name, begun);
    return begun;
  }

  /** What came of it goes, unless it is gone on with just now. */
  async removePart(name: string): Promise<void> {
    if (!this.#resuming.has(name)) await rm(this.#path(name, partName), { force: true });
  }

  /** How much came of it before; nothing is being received then. */
  async partBytes(name: string): Promise<number> {
    return (await stat(this.#path(name, partName)).catch(() => undefined))?.size ?? 0;
  }

  /**
   * Takes a file of ours on this file system, which nobody writes any more: it has another name then. Its digest is
   * reckoned unless it is `known`. What is refused stays where it is.
   */
  async take(path: string, wish: Wish & { readonly known?: WrittenImage } = {}): Promise<WrittenImage> {
    const file = await openImage(path);
    let written: WrittenImage;
    try {
      await ownImage(file);
      written = wish.known ?? { digest: await imageDigestOf(file), fileBytes: (await file.stat()).size };
      await file.sync();
    } finally {
      await file.close();
    }
    return this.#publish(path, written, wish);
  }

  /** Reads it again when anything of it has changed, and now and then; what is another content is set aside. */
  async look(digest: string): Promise<ImageVerdict> {
    const verdict = await this.#verified.check(this.pathOf(digest), digest);
    if (verdict === 'changed') await this.#setAside(digest);
    return verdict;
  }

  async isSound(digest: string): Promise<boolean> {
    return (await this.look(digest)) === 'sound';
  }

  async #setAside(digest: string): Promise<void> {
    const aside = this.asideOf(digest);
    await setAside(this.pathOf(digest), aside);
    this.#options.onAside?.(digest, aside);
  }

  /** Looks at all; call it now and then. */
  async check(): Promise<void> {
    for (const digest of await this.list()) await this.look(digest);
  }

  /** All that is kept of it, and what `also` does. False when it was left alone: it is held, or `isWanted` after all. */
  async remove(
    digest: string,
    { isWanted, also }: { readonly isWanted?: () => boolean; readonly also?: () => Promise<void> } = {},
  ): Promise<boolean> {
    const path = this.pathOf(digest);
    const all = [path, this.asideOf(digest), this.#path(digest, partName)];
    return this.holds.remove(
      digest,
      async () => {
        this.#verified.forget(path);
        for (const each of all) await rm(each, { force: true });
        await also?.();
      },
      isWanted,
    );
  }

  /** Removes, whole or in part, what nobody has wanted at any look for so long. Answers what went; `also` are looked at too. */
  async sweep(
    isWanted: (digest: string) => boolean,
    unwanted: Lasting<string>,
    also: readonly string[] = [],
  ): Promise<readonly string[]> {
    const here = (await this.#names()).flatMap(({ read }) => read.digest ?? []);
    const gone: string[] = [];
    for (const digest of unwanted.held([...here, ...also].filter((each) => !isWanted(each))))
      if (await this.remove(digest, { isWanted: () => isWanted(digest) })) gone.push(digest);
    return gone;
  }

  /** Takes back what an earlier build gave away, or had only as another name of a file elsewhere. Answers the latter. */
  async own(): Promise<readonly string[]> {
    const copied: string[] = [];
    for (const digest of await this.list()) {
      const file = await openImage(this.pathOf(digest)).catch(() => undefined);
      // A link in its place is found by `look`.
      if (file === undefined) continue;
      try {
        if ((await file.stat()).nlink === 1) await ownImage(file);
        else {
          copied.push(digest);
          await this.adopt(file, { digest }).catch((error: unknown) => {
            if (contentCodeOf(error) !== 'content-differs') throw error;
            return this.#setAside(digest);
          });
        }
      } finally {
        await file.close();
      }
    }
    return copied;
  }

  async #temporary(wish: Wish, fill: (path: string) => Promise<WrittenImage>): Promise<WrittenImage> {
    const name = temporaryName(randomBytes(12).toString('hex'));
    const path = join(this.#options.directory, name);
    this.#temporaries.add(name);
    try {
      return await this.#publish(path, await fill(path), wish);
    } finally {
      await rm(path, { force: true });
      this.#temporaries.delete(name);
    }
  }

  async #publish(temporary: string, written: WrittenImage, wish: Wish): Promise<WrittenImage> {
    const { directory, after } = this.#options;
    const { digest, fileBytes } = written;
    await after?.('written');
    if (wish.digest !== undefined && digest !== wish.digest) {
      const context = { expected: wish.digest, actual: digest };
      throw contentError('content-differs', `It has the digest ${digest}; ${wish.digest} was expected.`, context);
    }
    await wish.inspect?.(temporary);
    await after?.('inspected');
    await wish.announce?.(digest);
    await after?.('announced');
    await this.holds.during([digest], async () => {
      await rename(temporary, this.pathOf(digest));
      await after?.('named');
      await syncDirectory(directory);
      await after?.('synced');
      await this.#verified.trust(this.pathOf(digest));
    });
    return { digest, fileBytes };
  }

  #path(digest: string, nameOf: (hex: string, suffix: string) => string): string {
    const hex = hexOf(digest);
    if (hex === undefined) throw contentError('content-digest', `"${digest}" is not the digest of a content.`);
    return join(this.#options.directory, nameOf(hex, this.#options.suffix));
  }

  async #names(): Promise<{ readonly name: string; readonly read: ContentName }[]> {
    const { directory, suffix } = this.#options;
    return (await readdir(directory)).flatMap((name) => {
      const read = readContentName(name, suffix);
      return read === undefined ? [] : [{ name, read }];
    });
  }
}
