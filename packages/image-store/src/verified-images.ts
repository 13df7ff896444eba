/**
 * Remembers which image files had the content that their names say, and by what attributes they would show a change. In
 * memory only: after a restart each is read once more. It judges; what happens to a changed file is for who keeps it.
 */
import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { imageDigestOf } from './image-digest.ts';
import { openImage, ownImage } from './image-file.ts';

/** `changed`: another content, or no file at all in its place. */
export type ImageVerdict = 'sound' | 'changed' | 'missing';

/**
 * Milliseconds after which a file is read again though it looks untouched: a failing disk changes no attribute. Smaller:
 * a host with 100 GiB of images reads nothing else; larger: damage is found late.
 */
const readEveryMs = 12 * 60 * 60_000;

export class VerifiedImages {
  readonly #sound = new Map<string, { readonly look: string; readonly at: number }>();
  readonly #now: () => number;
  /** One reading of a file at a time, however many ask. */
  readonly #reading = new Map<string, Promise<ImageVerdict>>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The file was read just now, and its content is right. */
  async trust(path: string): Promise<void> {
    const file = await openImage(path);
    try {
      await this.#remember(path, file);
    } finally {
      await file.close();
    }
  }

  /** Was it found sound in this life, and has nothing of it changed since? Reads no content. */
  async isTrusted(path: string): Promise<boolean> {
    const known = this.#sound.get(path);
    if (!known) return false;
    const file = await openImage(path).catch(() => undefined);
    if (!file) return false;
    try {
      return lookOf(await file.stat({ bigint: true })) === known.look;
    } finally {
      await file.close();
    }
  }

  /**
   * Reads the file again if any attribute of it is another than when it was read last, or if that is long ago; and makes
   * it ours and read-only again if it was not.
   */
  check(path: string, digest: string): Promise<ImageVerdict> {
    const key = `${path} ${digest}`;
    const reading = this.#reading.get(key);
    if (reading) return reading;
    const begun = this.#check(path, digest).finally(() => this.#reading.delete(key));
    this.#reading.set(key, begun);
    return begun;
  }

  async #check(path: string, digest: string): Promise<ImageVerdict> {
    const file = await openImage(path).catch((error: NodeJS.ErrnoException) => error.code ?? 'unknown');
    if (typeof file === 'string') {
      this.#sound.delete(path);
      return file === 'ENOENT' ? 'missing' : 'changed';
    }
    try {
      const known = this.#sound.get(path);
      const untouched = known?.look === lookOf(await file.stat({ bigint: true }));
      if (known && untouched && this.#now() - known.at < readEveryMs) return 'sound';
      await ownImage(file);
      // What is written while it is read shows at the next look.
      const before = lookOf(await file.stat({ bigint: true }));
      if ((await imageDigestOf(file)) !== digest) {
        this.#sound.delete(path);
        return 'changed';
      }
      this.#sound.set(path, { look: before, at: this.#now() });
      return 'sound';
    } finally {
      await file.close();
    }
  }

  forget(path: string): void {
    this.#sound.delete(path);
  }

  async #remember(path: string, file: FileHandle): Promise<void> {
    this.#sound.set(path, { look: lookOf(await file.stat({ bigint: true })), at: this.#now() });
  }
}

/** All that changes with the file, but for the time of the last reading. */
function lookOf(stat: BigIntStats): string {
  const { dev, ino, size, mode, uid, gid, nlink, mtimeNs, ctimeNs } = stat;
  return [dev, ino, size, mode, uid, gid, nlink, mtimeNs, ctimeNs].join(':');
}
