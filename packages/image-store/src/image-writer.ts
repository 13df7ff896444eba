import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { imageMode } from './image-file.ts';

export interface WrittenImage {
  /** `sha256:…` of what was written. */
  readonly digest: string;
  readonly fileBytes: number;
}

/** A block of zeroes this long stays a hole. Smaller: more system calls; larger: fewer holes are seen. */
const blockBytes = 65_536;
const zeroes = Buffer.alloc(blockBytes);

/** Bytes after which they are brought to the disk. Fewer: it waits for each. More: the end waits for all of them. */
const syncEvery = 32 * 1024 * 1024;

/** Of what is read again to go on. Larger: memory. Smaller: more system calls. */
const chunkBytes = 1024 * 1024;

/**
 * Writes a new image file from front to back and reckons its digest on the way: what was judged is what was written.
 * Whoever dies or fails in between has a file under a temporary name, to be swept by who chose that name.
 */
export class ImageWriter {
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  #at = 0;
  #isOpen = true;
  #unsynced = 0;
  #syncing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** The file must not be there. */
  static async create(path: string): Promise<ImageWriter> {
    return new ImageWriter(await open(path, 'wx', 0o600));
  }

  /** Goes on with what was written before; with nothing where there is none, or it is no file that can be written. */
  static async resume(path: string): Promise<ImageWriter> {
    const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
      () => undefined,
    );
    if (file !== undefined) {
      const writer = new ImageWriter(file);
      if (await writer.#readAgain()) return writer;
      await writer.close();
    }
    await rm(path, { force: true });
    return ImageWriter.create(path);
  }

  /** Bytes that are there. */
  get at(): number {
    return this.#at;
  }

  async #readAgain(): Promise<boolean> {
    if (!(await this.#file.stat()).isFile()) return false;
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      const { bytesRead } = await this.#file.read(buffer, 0, chunkBytes, this.#at);
      if (bytesRead === 0) return true;
      this.#hash.update(buffer.subarray(0, bytesRead));
      this.#at += bytesRead;
    }
  }

  async write(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes);
    for (let begin = 0; begin < bytes.length; ) {
      // Up to the next border of a block, so that a hole begins where the file system can make one.
      const end = Math.min(bytes.length, begin + blockBytes - ((this.#at + begin) % blockBytes));
      const block = bytes.subarray(begin, end);
      if (!zeroes.subarray(0, block.length).equals(block)) await this.#put(block, this.#at + begin);
      begin = end;
    }
    this.#at += bytes.length;
    this.#unsynced += bytes.length;
    if (this.#unsynced >= syncEvery) await this.#beginSync();
  }

  /** The disk writes while more comes, and never much is left for the end. */
  async #beginSync(): Promise<void> {
    await this.#syncing;
    this.#unsynced = 0;
    this.#syncing = this.#file.datasync();
    // Whoever waits for it next is told.
    this.#syncing.catch(() => {});
  }

  async #put(block: Buffer, at: number): Promise<void> {
    for (let done = 0; done < block.length; ) {
      done += (await this.#file.write(block, done, block.length - done, at + done)).bytesWritten;
    }
  }

  /** On return all of it is on disk, and nobody but root may change it. */
  async finish(): Promise<WrittenImage> {
    await this.#syncing;
    await this.#file.truncate(this.#at);
    await this.#file.chmod(imageMode);
    await this.#file.sync();
    this.#isOpen = false;
    await this.close();
    return { digest: `sha256:${this.#hash.digest('hex')}`, fileBytes: this.#at };
  }

  /** Ends it, also half written: zeroes at its end count as written, too. */
  async close(): Promise<void> {
    await this.#syncing.catch(() => {});
    if (this.#isOpen) await this.#file.truncate(this.#at).catch(() => {});
    this.#isOpen = false;
    await this.#file.close();
  }
}
