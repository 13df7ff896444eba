/** What the answer to "from byte `at` on" holds. Pure. */
import type { SkerryError } from '@skerry/kit';
import { wrongSize } from './content-check.ts';
import { sourceError } from './errors.ts';

interface Part {
  readonly status: number;
  readonly contentRange?: string | undefined;
  readonly contentLength?: string | undefined;
  readonly etag?: string | undefined;
}

export interface Asked {
  readonly what: string;
  readonly at: number;
  readonly size?: number | undefined;
  /** Of the answer that the bytes before came from. */
  readonly etag?: string | undefined;
}

/** `skip`: bytes at its beginning that we have. */
export type Held = { readonly skip: number; readonly etag: string | undefined } | { readonly error: SkerryError };

export function holdsOf({ status, contentRange, contentLength, etag }: Part, asked: Asked): Held {
  const { what, at, size } = asked;
  const strong = etag?.startsWith('W/') === true ? undefined : etag;
  if (asked.etag !== undefined && strong !== asked.etag) {
    return { error: sourceError('source-changed', `${what} was changed while it came.`) };
  }
  if (status === 206) {
    const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/.exec(contentRange ?? '');
    if (match === null || Number(match[1]) !== at) {
      const error = sourceError(
        'source-not-understood',
        `${what} was asked for from byte ${at}, and another part came.`,
      );
      return { error };
    }
    return sizeOf(match[3] === '*' ? undefined : Number(match[3]), 0);
  }
  return sizeOf(contentLength === undefined ? undefined : Number(contentLength), at);

  function sizeOf(whole: number | undefined, skip: number): Held {
    if (whole !== undefined && size !== undefined && whole !== size) {
      return { error: wrongSize(what, `${size} bytes`, `has ${whole}`) };
    }
    return { skip, etag: strong };
  }
}
