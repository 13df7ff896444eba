import { type FailureKind, SkerryError } from '@skerry/kit';

/** Everything that can go wrong here; the list is closed. */
export type ImageErrorCode =
  | 'image-needs-root'
  | 'image-tool-missing'
  | 'image-package-not-available'
  | 'image-cache-foreign'
  | 'image-build-busy'
  | 'image-build-failed';

const kinds: Record<ImageErrorCode, FailureKind> = {
  'image-needs-root': 'refused',
  'image-tool-missing': 'refused',
  'image-package-not-available': 'failed',
  'image-cache-foreign': 'refused',
  'image-build-busy': 'failed',
  'image-build-failed': 'failed',
};

export function imageError(code: ImageErrorCode, message: string, hint: string, cause?: unknown): SkerryError {
  return new SkerryError({ code, kind: kinds[code], message, hint }, {}, cause);
}
