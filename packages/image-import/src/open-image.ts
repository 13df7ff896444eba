import { confinedUser, openUntrusted, UntrustedFileError } from '@skerry/host-os';
import { type ByteSource, fileSource, inspect, type Inspection, type InspectOptions } from '@skerry/image-formats';
import type { FileHandle } from 'node:fs/promises';
import { importError } from './errors.ts';
import { beginOfXz } from './xz.ts';

export interface OpenImage {
  readonly file: FileHandle;
  readonly source: ByteSource;
}

/**
 * Opens a file that came from outside: a plain one, which the user may read as whom programs read it. Where we are root
 * that user owns nothing, so everybody may read it; that nobody does is for the directory it lies in. The caller closes it.
 * @throws errors of this package
 */
export async function openImage(path: string, user: number): Promise<OpenImage> {
  const file = await openUntrusted(path).catch((error: unknown) => {
    if (error instanceof UntrustedFileError) throw importError('import-unreadable', 'It is no plain file.');
    throw error;
  });
  if (!file) throw importError('import-unreadable', 'There is no such file.', { context: { path } });
  const { size, mode, uid } = await file.stat();
  if ((mode & (uid === confinedUser(user) ? 0o400 : 0o004)) !== 0) return { file, source: fileSource(file, size) };
  await file.close();
  throw importError('import-unreadable', 'The file cannot be read by the user as whom images are read.', {
    context: { path, user },
  });
}

/** What the file is, by its content. @throws errors of this package, and of image-formats for what is not taken */
export async function inspectFile(
  path: string,
  user: number,
  options: Omit<InspectOptions, 'beginOfXz'> = {},
): Promise<Inspection> {
  const { file, source } = await openImage(path, user);
  try {
    return await inspect(source, { ...options, beginOfXz: () => beginOfXz(path, user) });
  } finally {
    await file.close();
  }
}
