/**
 * Uploads that are under way: pieces come by requests, one at a time for an image, and go on where the last one ended, in
 * the next life too. What is here lies in a part of the blob directory. Between pieces nothing is held open for long: who
 * comes back later has what came read again, once.
 */
import { RequestError } from '@skerry/api/errors';
import type { UploadPiece } from '@skerry/api/ports/image-imports';
import type { UploadState } from '@skerry/contract';
import type { ContentFiles, WrittenImage } from '@skerry/image-store';
import { SkerryError } from '@skerry/kit';
import { asImportError } from '../import-error.ts';
import { BlobFiles } from './blob-files.ts';
import { ChunkQueue } from './chunk-queue.ts';

/** Milliseconds for which a part stays open after a piece. Longer: files are held for who is gone. */
const pauseMs = 30_000;

export interface UploadParts {
  readonly files: ContentFiles;
  readonly bytes: number;
  readonly digest?: string | undefined;
  readonly onProgress: (bytes: number) => void;
  /** It is whole and on disk; a moment later it has its name. If we die in between, no byte of it is missing. */
  readonly whole: (digest: string) => Promise<void>;
}

interface Open {
  readonly queue: ChunkQueue;
  readonly ended: Promise<WrittenImage>;
  at: number;
  isTaken: boolean;
  pause: NodeJS.Timeout | undefined;
}

export class Uploads {
  readonly #open = new Map<number, Promise<Open>>();

  async bytesOf(imageId: number, files: ContentFiles): Promise<number> {
    const open = await this.#open.get(imageId)?.catch(() => undefined);
    return open?.at ?? files.partBytes(BlobFiles.partOf(imageId));
  }

  /** Throws `upload-offset`, `upload-busy`, `upload-cut`, `digest-differs` and `disk-full`. */
  async take(imageId: number, { offset, content }: UploadPiece, parts: UploadParts): Promise<UploadState> {
    const { bytes: of } = parts;
    const open = await this.#opened(imageId, parts);
    if (open.isTaken) throw new RequestError('upload-busy', 'Another piece of this upload is under way.');
    if (open.at !== offset) {
      throw new RequestError('upload-offset', `${open.at} bytes are here; this piece begins at ${offset}.`);
    }
    clearTimeout(open.pause);
    open.isTaken = true;
    try {
      for await (const chunk of content) {
        if (open.at + chunk.length > of) {
          throw new RequestError('invalid-request', `More comes than the ${of} bytes that were said.`);
        }
        await open.queue.push(chunk);
        open.at += chunk.length;
      }
      if (open.at < of) return { bytes: open.at, of };
      open.queue.end();
      await open.ended;
      return { bytes: of, of };
    } catch (thrown) {
      const error = asImportError(thrown);
      if (error instanceof SkerryError) throw error;
      throw new RequestError('upload-cut', `The piece broke off: ${open.at} of ${of} bytes are here.`, {
        cause: error,
      });
    } finally {
      open.isTaken = false;
      open.pause = setTimeout(() => void this.end(imageId), pauseMs);
      open.pause.unref();
    }
  }

  /** Lets go of it; what is here stays. */
  async end(imageId: number): Promise<void> {
    const open = await this.#open.get(imageId)?.catch(() => undefined);
    this.#open.delete(imageId);
    if (open === undefined) return;
    clearTimeout(open.pause);
    open.queue.fail(new RequestError('upload-cut', 'The upload was let go of.'));
    await open.ended.catch(() => {});
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((imageId) => this.end(imageId)));
  }

  #opened(imageId: number, parts: UploadParts): Promise<Open> {
    const known = this.#open.get(imageId);
    if (known !== undefined) return known;
    const { files, bytes, digest, onProgress, whole } = parts;
    const { promise, resolve, reject } = Promise.withResolvers<Open>();
    const queue = new ChunkQueue();
    const from = (at: number) => {
      resolve({ queue, ended, at, isTaken: false, pause: undefined });
      return queue;
    };
    const ended = files.resume(from, {
      part: BlobFiles.partOf(imageId),
      fileBytes: bytes,
      ...(digest === undefined ? {} : { digest }),
      onProgress,
      announce: whole,
    });
    this.#open.set(imageId, promise);
    ended.then(
      () => this.#open.delete(imageId),
      (error: unknown) => {
        queue.fail(error);
        reject(error);
        this.#open.delete(imageId);
      },
    );
    return promise;
  }
}
