/** What a guest's first program told of it, in a file that only this guest's QEMU can write. */
import { readUntrustedTail } from '@skerry/host-os';
import { open, rm } from 'node:fs/promises';
import type { QemuIdentity } from './qemu-identity.ts';

export interface Told {
  /** Its first program runs, or ran: the kernel, and all before it, work. */
  readonly begun: boolean;
  /** How its application ended; absent: it runs, or something else ended the guest. */
  readonly status?: number;
}

/** A line has 11 bytes at most, and a guest that starts again by itself writes them again. */
const tailBytes = 256;

export async function readTold(path: string): Promise<Told> {
  const text = (await readUntrustedTail(path, tailBytes)).toString('latin1');
  const status = /\bstatus (\d{1,3})\r?\n$/.exec(text)?.[1];
  return { begun: text.includes('begun'), ...(status === undefined ? {} : { status: Number(status) }) };
}

/** The guest is off: what an earlier run told is forgotten. */
export async function forgetTold(path: string, writer: QemuIdentity): Promise<void> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.chown(writer.uid, writer.gid);
  } finally {
    await file.close();
  }
}
