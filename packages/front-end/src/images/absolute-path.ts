import { isAbsolute, normalize } from 'node:path';
import { invalidField } from '@skerry/api/errors';

/** A path as the front-end's own; no relative ones, no NUL. */
export function absolutePath(path: string): string {
  if (!isAbsolute(path) || path.includes('\0')) throw invalidField('path', 'Give an absolute path.');
  const clean = normalize(path);
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
}
