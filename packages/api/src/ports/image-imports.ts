import type { ImportProgress } from '@skerry/domain';
import type { UploadState } from '@skerry/contract';

/** One piece of an upload, as a door brings it. */
export interface UploadPiece {
  /** Where its first byte goes. */
  readonly offset: number;
  /** What comes, until it ends or breaks; what came before it breaks is kept. */
  readonly content: AsyncIterable<Buffer>;
}

/** What the API knows of how images come. A site has none: there images are told when they are ready. */
export interface ImageImports {
  /** Undefined: nothing is under way for it here. Asked often. */
  progressOf(imageId: number): ImportProgress | undefined;
  /** How much of an upload is here. */
  uploadOf(imageId: number): Promise<UploadState>;
  /** Takes what comes. Throws `upload-offset`, `upload-busy` and `disk-full`; what is here then stays. */
  take(imageId: number, piece: UploadPiece): Promise<UploadState>;
}
