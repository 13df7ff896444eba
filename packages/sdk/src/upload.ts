import { uploadPath, type UploadState } from '@skerry/contract';
import { ApiError, apiError } from './api-error.ts';
import { unreachable } from './connection-error.ts';
import { delay } from './delay.ts';
import { retryDelay, worthRetrying } from './retry.ts';

export interface UploadOptions {
  /** Called when more is there, with how much. */
  readonly onProgress?: (bytes: number) => void;
  /** Ends it; what is there stays, and another call goes on. */
  readonly signal?: AbortSignal;
  /** How often in a row a piece may fail that could be sent again. Default 10. */
  readonly retries?: number;
}

export interface Uploading {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
}

/** Bytes of pieces: they grow while one takes less than a second, so that a bad line loses little. */
const least = 1024 * 1024;
const most = 32 * 1024 * 1024;

/**
 * Sends the content of an image, from where the server has it on: a cut, or another start, goes on. The server's bound
 * on one piece must not be below `most`.
 * @throws ApiError when the server refuses; ConnectionError when it does not answer for long.
 */
export async function upload(
  { url, headers, fetch: send }: Uploading,
  imageId: number,
  content: Blob,
  { onProgress, signal, retries = 10 }: UploadOptions = {},
): Promise<void> {
  const address = url + uploadPath.replace(':id', String(imageId));
  const ask = async (method: 'HEAD' | 'PUT', more: Readonly<Record<string, string>>, body?: Blob) => {
    let response: Response;
    try {
      response = await send(address, {
        method,
        headers: { ...headers, ...more },
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw unreachable(url, error);
    }
    if (!response.ok) throw await apiError(response, url);
    return stateIn(response.headers);
  };
  let state = await ask('HEAD', {});
  if (state.of !== content.size) throw otherSize(content.size, state.of);
  onProgress?.(state.bytes);
  let pieceBytes = least;
  for (let failures = 0; state.bytes < content.size; ) {
    signal?.throwIfAborted();
    const { bytes } = state;
    const began = performance.now();
    try {
      const piece = content.slice(bytes, bytes + pieceBytes);
      const offset = { 'upload-offset': String(bytes), 'content-type': 'application/octet-stream' };
      state = await ask('PUT', offset, piece);
      failures = 0;
      if (performance.now() - began < 1000) pieceBytes = Math.min(most, pieceBytes * 2);
      onProgress?.(state.bytes);
    } catch (error) {
      if (failures++ === retries || !canGoOn(error)) throw error;
      pieceBytes = least;
      await delay(retryDelay(failures, error), signal ?? new AbortController().signal);
      // Who answers now says how much came before it broke.
      state = await ask('HEAD', {}).catch((again: unknown) => {
        if (canGoOn(again)) return state;
        // All of it came, and only its answer was lost.
        const wasLast = bytes + pieceBytes >= content.size && again instanceof ApiError && again.code === 'image-state';
        if (wasLast) return { bytes: content.size, of: content.size };
        throw again;
      });
    }
  }
}

function canGoOn(error: unknown): boolean {
  if (worthRetrying(error)) return true;
  return error instanceof ApiError && ['upload-offset', 'upload-busy', 'upload-cut'].includes(error.code);
}

const stateIn = (headers: Headers): UploadState => ({
  bytes: Number(headers.get('upload-offset') ?? 0),
  of: Number(headers.get('upload-length') ?? 0),
});

const otherSize = (has: number, of: number): ApiError =>
  new ApiError({
    type: 'about:blank',
    title: 'Another file',
    status: 400,
    code: 'upload-size',
    detail: `The file has ${has} bytes, and the upload was begun for one of ${of}.`,
    hint: 'Give the same file again, or begin another image.',
  });
