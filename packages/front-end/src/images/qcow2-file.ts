import type { FileHandle } from 'node:fs/promises';
import { FrontEndError } from '@skerry/api/errors';
import { headerBytes, type Qcow2Header, readQcow2Header } from './qcow2-header.ts';
import { checkQcow2Tables } from './qcow2-tables.ts';

/** Throws `file-not-readable` and `not-qcow2`. */
export async function qcow2HeaderOf(file: FileHandle, path: string): Promise<Qcow2Header> {
  const stat = await file.stat();
  if (!stat.isFile()) throw new FrontEndError('file-not-readable', `${path} is not a file.`, { field: 'path' });
  const head = Buffer.alloc(headerBytes);
  const { bytesRead } = await file.read(head, 0, headerBytes, 0);
  const header = readQcow2Header(head.subarray(0, bytesRead), stat.size);
  await checkQcow2Tables(file, header, stat.size);
  return header;
}
