import type { FileHandle } from 'node:fs/promises';

/** Many files are a few blocks, and each call costs more than they. */
const bufferBytes = 4 * 1024 * 1024;

/** Writes to a file in few calls: what follows what was written before waits for more of the kind. Nothing is read. */
export class BlockFile {
  readonly #file: FileHandle;
  readonly #offset: number;
  readonly #buffers = [Buffer.allocUnsafe(bufferBytes), Buffer.allocUnsafe(bufferBytes)] as const;
  #current = 0;
  #length = 0;
  #begin = 0;
  #writing: Promise<void> = Promise.resolve();

  /** `offset`: where in the file the first block is. */
  constructor(file: FileHandle, offset: number) {
    this.#file = file;
    this.#offset = offset;
  }

  async write(position: number, bytes: Uint8Array): Promise<void> {
    if (position !== this.#begin + this.#length) await this.#turn(position);
    for (let done = 0; done < bytes.length; ) {
      if (this.#length === bufferBytes) await this.#turn(this.#begin + bufferBytes);
      const piece = bytes.subarray(done, done + bufferBytes - this.#length);
      this.#buffers[this.#current]?.set(piece, this.#length);
      this.#length += piece.length;
      done += piece.length;
    }
  }

  async zero(position: number, bytes: number): Promise<void> {
    for (let done = 0; done < bytes; done += zeroes.length) {
      await this.write(position + done, zeroes.subarray(0, bytes - done));
    }
  }

  async flush(): Promise<void> {
    await this.#turn(0);
    await this.#writing;
  }

  /** One buffer is written while the other is filled. */
  async #turn(next: number): Promise<void> {
    await this.#writing;
    const [buffer, length, begin] = [this.#buffers[this.#current] as Buffer, this.#length, this.#begin];
    if (length > 0) {
      this.#writing = this.#all(buffer.subarray(0, length), begin);
      // It is waited for at the next turn.
      this.#writing.catch(() => {});
      this.#current = 1 - this.#current;
    }
    this.#length = 0;
    this.#begin = next;
  }

  async #all(bytes: Buffer, position: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      done += (await this.#file.write(bytes, done, bytes.length - done, this.#offset + position + done)).bytesWritten;
    }
  }
}

const zeroes = Buffer.alloc(64 * 1024);
