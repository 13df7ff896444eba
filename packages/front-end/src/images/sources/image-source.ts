import type { ContentFiles, Wish, WrittenImage } from '@skerry/image-store';

/** The content of an image, where it comes from; asked for once, and closed whatever came of it. */
export interface ImageContent {
  /** `adopt`: a file of this machine; `receive`: a stream; `resume`: one that can begin anywhere, its digest known. */
  keepIn(files: ContentFiles, wish: Wish): Promise<WrittenImage>;
  close(): Promise<void>;
}

/** Throws why it cannot be had. What counts is what was kept: it is looked at then. */
export type OpenImage = () => Promise<ImageContent>;

/** Reads what the request gives. Throws `invalid-request` before anything is asked of anybody. */
export type ImageSource = (given: string) => OpenImage;
