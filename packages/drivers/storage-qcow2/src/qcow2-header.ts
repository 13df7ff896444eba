import { open } from 'node:fs/promises';

/** The part of a qcow2 header that we need (QEMU's docs/interop/qcow2.txt). All numbers on disk are big-endian. */
export interface Qcow2Header {
  readonly virtualBytes: number;
  /** As written in the file, relative to the file's own directory unless absolute. */
  readonly backingFile?: string;
  /** The clusters live in another file that the header names. */
  readonly externalData: boolean;
}

const magic = 0x514649fb;
const externalDataBit = 1n << 2n;

/**
 * Reading the header ourselves needs no process and takes no lock, so it also answers while a guest writes.
 * Undefined when the file is no qcow2.
 */
export async function readQcow2Header(path: string): Promise<Qcow2Header | undefined> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(80);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    if (bytesRead < 72 || head.readUInt32BE(0) !== magic) return undefined;
    const version = head.readUInt32BE(4);
    const backingOffset = Number(head.readBigUInt64BE(8));
    const backingLength = head.readUInt32BE(16);
    const virtualBytes = Number(head.readBigUInt64BE(24));
    const externalData = version >= 3 && (head.readBigUInt64BE(72) & externalDataBit) !== 0n;
    if (backingOffset === 0) return { virtualBytes, externalData };
    const name = Buffer.alloc(Math.min(backingLength, 1023));
    await file.read(name, 0, name.length, backingOffset);
    return { virtualBytes, externalData, backingFile: name.toString('utf8') };
  } finally {
    await file.close();
  }
}
