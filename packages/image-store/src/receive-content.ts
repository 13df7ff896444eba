/** How content comes into a file that is not named by it yet: within bounds, with its digest reckoned on the way. */
import { rm } from 'node:fs/promises';
import { contentCodeOf, contentError } from './content-error.ts';
import { assertWithin } from './copy-image.ts';
import { ImageWriter, type WrittenImage } from './image-writer.ts';

export interface Bounds {
  /** Exactly so many, where that is known before. */
  readonly fileBytes?: number;
  /** Not more, where it is not. */
  readonly mostBytes?: number;
  /** Called as it comes, with how much is here. */
  readonly onProgress?: (bytes: number) => void;
}

const mostOf = ({ fileBytes, mostBytes = Infinity }: Bounds): number => fileBytes ?? mostBytes;

export async function receiveNew(path: string, content: AsyncIterable<unknown>, bounds: Bounds): Promise<WrittenImage> {
  const writer = await ImageWriter.create(path);
  try {
    await fill(writer, content, bounds);
    return await writer.finish();
  } finally {
    await writer.close();
  }
}

/** `publish` follows when it is whole; what it refuses goes too. */
export async function receiveRest(
  part: string,
  from: (offset: number) => AsyncIterable<unknown>,
  bounds: Bounds,
  publish: (written: WrittenImage) => Promise<WrittenImage>,
): Promise<WrittenImage> {
  let writer = await ImageWriter.resume(part);
  let isWhole = false;
  try {
    if (writer.at > mostOf(bounds)) {
      await writer.close();
      await rm(part, { force: true });
      writer = await ImageWriter.create(part);
    }
    bounds.onProgress?.(writer.at);
    await fill(writer, from(writer.at), bounds);
    const written = await writer.finish();
    isWhole = true;
    return await publish(written);
  } catch (error) {
    if (isWhole || !canGoOn(error)) await rm(part, { force: true });
    throw error;
  } finally {
    await writer.close();
  }
}

async function fill(writer: ImageWriter, content: AsyncIterable<unknown>, bounds: Bounds): Promise<void> {
  for await (const chunk of content as AsyncIterable<Buffer>) {
    assertWithin(writer.at + chunk.length, mostOf(bounds));
    await writer.write(chunk);
    bounds.onProgress?.(writer.at);
  }
  const { fileBytes } = bounds;
  if (fileBytes !== undefined && writer.at < fileBytes) {
    throw contentError('content-cut', `It ended after ${writer.at} of ${fileBytes} bytes.`);
  }
}

/** Of a full disk nothing may be left that fills it. */
function canGoOn(error: unknown): boolean {
  const errno = (error as NodeJS.ErrnoException).code;
  return contentCodeOf(error) !== 'content-too-large' && errno !== 'ENOSPC' && errno !== 'EDQUOT';
}
